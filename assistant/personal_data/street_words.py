"""Words of addresses in several languages, as alternatives of regular expressions."""

from __future__ import annotations


def _any(listed: str) -> str:
    """Longest first: a word is not cut by its own beginning."""
    return "|".join(sorted(listed.split(), key=len, reverse=True)).replace("_", r"\s")


STREETS = _any(
    "street avenue ave boulevard blvd road lane parkway pkwy highway hwy terrace crescent turnpike"
)
# These are common words or abbreviations of others: the name before must have capitals.
STREETS_IF_NAMED = _any(
    "st str rd ln av drive dr way place pl court ct circle cir square sq trail trl loop row walk "
    "path pike plaza plz ridge heights hts gardens grove close mews cove creek crossing crossroad "
    "crossroads freeway expressway alley isle meadow meadows hollow manor landing run terrasse "
    "point glen green hill hills rise view vista cliffs cliff route branch dale lodge"
)
RUES = _any(
    "rue avenue av ave boulevard bd blvd bld boul chemin ch allée allee impasse quai faubourg fbg "
    "venelle ruelle sentier esplanade promenade montée rond-point lotissement"
)
RUES_IF_NAMED = _any(
    "place pl square passage route rte villa cité résidence hameau rua via viale piazza calle "
    r"avenida avda cours(?!_de_) r"
)
CALLES = _any(
    r"calle c/ avenida avda\.? avd\.? carretera ctra\.? callejón callejon travesía glorieta rambla "
    r"urbanización urb\. jirón rua rúa viale piazza corso ul\. ulica ulice trg rue avenue "
    r"boulevard bd\.? leoforos λεωφόρος"
)
CALLES_IF_NAMED = _any(
    r"paseo pº plaza pza\.? camino ronda vía pasaje barrio colonia av\.? cl cra\.? carrera "
    r"piazzetta vicolo strada travessa praça r\.? r os\. al\. aleja rynek quadra "
    "residencial"
)
CALLES_WITH_CAPITAL = _any("Via Viale Largo Corso")
CALLES_OF_FIGURES = _any("calle carrera cra cl avenida av diagonal transversal")
# Endings of street names that are one word with the street: Hauptstrasse 12, Søndergade 52.
STRASSEN_SURE = _any("strasse straße straat gatan vägen stræde katu gasse")
STRASSEN = _any(
    "strasse straße str gasse weg platz allee straat laan plein gracht dijk singel gade vej "
    "vejen gatan gata vägen väg veien vei vegur stræti braut stræde katu tie kuja polku raitti "
    "utca tér torget bakken allé alle hove dreef steenweg damm ufer tún tun kade steeg graben "
    "steig holt gerði bakki körút gränd stigen vegen"
)
STRASSEN_APART = _any(
    "strasse straße str. gasse weg platz u. út utca útja tér allé vej terrasse cesta ulica ulice "
    "nám. náměstí tänav körút sok. cad. caddesi"
)
UNITS = _any(
    r"apt apartment suite ste unit flat room bldg building appt appartement apto apartamento "
    r"piso puerta pta dpto depto esc escalera bloque portal bât bat bâtiment étage escalier lot"
)
SURE_UNITS = _any("apt apartment suite ste unit flat appt appartement apto apartamento dpto depto")
BOXES = _any(
    r"p\.?_?o\.?_?box post_office_box postbox postboks postfach b\.?p\.? boîte_postale "
    r"apartado apartado_de_correos apartado_postal casilla aptdo\.?"
)
STATES = _any(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR"
)
LINKS = r"d['’]|l['’]|" + _any(
    "de du des del della delle dei di da do dos das la le les los las l el el_la y e et "
    "der den van von van_de zur am aux à en sur sous saint san the of"
).join((r"(?:", r")\b"))
CUES = (
    r"(?:home |mailing |postal |street |billing |shipping )?address(?: is)?|my address|adresse|"
    r"direcci[oó]n|domicilio|lives?(?: at| on| in)?|living (?:at|on)|i am at|reside|resides|"
    r"corner of|located at|habite|domicilié|vivo en|meet (?:me|you) at|sent to"
)
# Words that end what could be the name of a street.
NO_NAMES = _any(
    "the on in at to for and or a an is are per with that this my your from by of as than then if "
    "i can how what year years month months week weeks day days hour hours minute minutes "
    "people applicants dollars percent k miles more less not no need want lane way ou o y et "
    "para por con que qué hay en hasta desde más es son tiene tienen se un una años año meses "
    "pour par avec que qui est sont dans ans mois jours il je on un une"
)
COUNTED = _any(
    "years? months? weeks? days? hours? hrs? minutes? min people persons percent dollars euros "
    "ans? mois semaines? jours? heures? personnes années? "
    "años? mes(?:es)? semanas? días? horas? personas dólares "
    "january february march april june july august september october november december "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
NO_CITIES = _any(
    "i i'm i’m can could am is are was does did what when where how why who which will would "
    "should may might my the and or but if so hello hi please thanks thank you we it this that "
    "they he she there after before because just also yes no "
    "je puis peux peut est-ce quel quelle quels quand où comment combien mon ma mes merci "
    "bonjour et ou mais c'est pourquoi qui que dois faut "
    "puedo puede cómo como cuándo cuando cuánto qué cuál dónde es gracias hola soy tengo mi mis "
    "y o pero debo"
)
