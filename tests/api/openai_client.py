"""How tests ask the OpenAI-compatible endpoints through OpenAI's own client."""

ASKED = ({"role": "user", "content": "how much?"},)


def ask(client, messages=ASKED, **more):
    return client.chat.completions.create(model="techforce", messages=messages, **more)


def user(text):
    return {"role": "user", "content": text}
