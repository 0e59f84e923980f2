"""What must be at hand, in each language, by the library's English word."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Thing(NamedTuple):
    de: str
    es: str
    fr: str


EQUIPMENT: Mapping[str, Thing] = MappingProxyType(
    {
        "band": Thing("Übungsband", "banda elástica", "élastique"),
        "broomstick": Thing("Besenstiel", "palo de escoba", "manche à balai"),
        "chair": Thing("Stuhl", "silla", "chaise"),
        "counter or corner": Thing(
            "Arbeitsplatte oder Zimmerecke", "encimera o rincón", "plan de travail ou coin de mur"
        ),
        "counter or sturdy chair": Thing(
            "Arbeitsplatte oder stabiler Stuhl", "encimera o silla firme", "plan de travail ou chaise stable"
        ),
        "cushion": Thing("Polster", "cojín", "coussin"),
        "doorway": Thing("Türrahmen", "marco de puerta", "encadrement de porte"),
        "folded towel": Thing("gefaltetes Handtuch", "toalla doblada", "serviette pliée"),
        "hammer": Thing("Hammer", "martillo", "marteau"),
        "light weight or full bottle": Thing(
            "leichtes Gewicht oder volle Flasche", "pesa ligera o botella llena", "petit poids ou bouteille pleine"
        ),
        "loop band": Thing("Ringband", "banda elástica cerrada", "élastique en boucle"),
        "low step": Thing("niedrige Stufe", "escalón bajo", "marche basse"),
        "pillow": Thing("Kissen", "almohada", "oreiller"),
        "rail or wall": Thing("Geländer oder Wand", "barandilla o pared", "rampe ou mur"),
        "rolled towel": Thing("gerolltes Handtuch", "toalla enrollada", "serviette roulée"),
        "soft ball or rolled sock": Thing(
            "weicher Ball oder gerollte Socke", "pelota blanda o calcetín enrollado", "balle molle ou chaussette roulée"
        ),
        "stationary bike": Thing("Heimtrainer", "bicicleta estática", "vélo d'appartement"),
        "step": Thing("Stufe", "escalón", "marche"),
        "sturdy chair": Thing("stabiler Stuhl", "silla firme", "chaise stable"),
        "table": Thing("Tisch", "mesa", "table"),
        "thin pillow": Thing("flaches Kissen", "almohada fina", "oreiller fin"),
        "towel": Thing("Handtuch", "toalla", "serviette"),
        "towel or strap": Thing("Handtuch oder Gurt", "toalla o correa", "serviette ou sangle"),
        "walking shoes": Thing("feste Schuhe", "calzado cómodo para caminar", "chaussures de marche"),
        "wall": Thing("Wand", "pared", "mur"),
        "wall or long counter": Thing(
            "Wand oder lange Arbeitsplatte", "pared o encimera larga", "mur ou long plan de travail"
        ),
    }
)
