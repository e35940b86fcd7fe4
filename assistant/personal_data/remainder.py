"""Whether a message says anything beside personal data."""

from __future__ import annotations

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PLACE = re.compile(r"\[[a-z_]+\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ASKING = _words(
    "what which who whom whose when where why how can could may might do does did will would "
    "should am whats whos whens wheres hows quel quelle quels quelles qui quand où pourquoi "
    "comment combien puis peux peut pouvez dois faut qué que cuál cuáles quién cuándo dónde cómo "
    "cuánto cuánta cuántos puedo puede debo cual cuales cuando donde cuanto"
)
# Words that say no more than "here is my number", with greetings and thanks.
_FILLER = _words(
    "hi hello hey dear good morning afternoon evening thanks thank please yes no ok okay sure "
    "sir madam you your it its is was are be this that these here there my mine me the an of on "
    "at in to for and or with by from also just name called number numbers address home date "
    "birth born birthday dob ssn social security phone tel telephone cell mobile email mail card "
    "credit debit visa passport driver drivers driving licence license account iban bank live "
    "lives living reach call text contact write send below following information info details "
    "data use have got re bonjour bonsoir salut merci voici voilà mon ma mes je suis est c'est "
    "ce le la les un une de du des et ou au aux à sur moi nom numéro adresse né née naissance "
    "téléphone portable carte bancaire bleue courriel mél passeport permis conduire sécurité "
    "sociale compte habite appelle appelez joindre contacter écrire donne coordonnées oui non "
    "svp hola buenos buenas días tardes noches gracias aquí está este esta mi mis soy es el los "
    "las una del al en nombre llamo número dirección nací nacido nacida nacimiento fecha "
    "teléfono móvil celular tarjeta crédito correo electrónico pasaporte carné carnet conducir "
    "seguro seguridad cuenta vivo llámame llamar escribir datos sí dni nie nir"
)


def only_personal_data(redacted: str) -> bool:
    """Whether hardly a word is left beside the redacted places: nothing was asked."""
    rest, places = _PLACE.subn(" ", redacted)
    words = _WORD.findall(rest)
    if not places or "?" in rest or not _ASKING.isdisjoint(word.lower() for word in words):
        return False
    others = [word for word in words if word.lower() not in _FILLER]
    # A few words with capitals may be a name; others say something.
    return len(others) <= 4 and sum(word.islower() for word in others) <= 1
