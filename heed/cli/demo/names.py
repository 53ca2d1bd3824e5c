"""Invented names of the kinds that live in these homes: English, Welsh, South Asian, Polish, Somali, Irish, Vietnamese; with accents and
apostrophes, of one letter and of sixty. Any likeness to somebody is chance."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class People:
    language: str
    women: str
    men: str
    surnames: str
    weight: int


PEOPLES = (
    People(
        "English",
        "Amelia Grace Holly Jade Karen Linda Margaret Olivia Pauline Rachel Sandra Tracey Zoë Chloë",
        "Adam Barry Callum Dennis Ethan Frank Gareth Harry Jack Kevin Liam Nathan Oliver Peter Ryan",
        "Ashdown Barlow Cartwright Dunmore Eastwood Fairhurst Garside Hathersage "
        "Inglewood Kettlewell Larkham Merriweather Northcote Oakshott Penhaligon Quarmby Rushbrook Stanyon Thistlewood Underhay",
        38,
    ),
    People(
        "Welsh",
        "Angharad Bethan Carys Ffion Gwenllian Heledd Lowri Mari Nia Siân Rhiannon Tegwen Mererid Eirlys",
        "Aled Bryn Dafydd Emyr Gwilym Huw Iestyn Llŷr Osian Rhodri Siôn Tudur Gruffydd Dyfrig",
        "Rees Pugh Prydderch Llewelyn Ŵyn Bowen Gethin Cadwaladr ap-Rhys Meredydd Tudur "
        "Llŷn Gwynedd Anwyl Bebb Ceredig Penri Trefor",
        28,
    ),
    People(
        "Urdu",
        "Ayesha Farah Huma Nadia Rukhsana Samina Zainab Shabnam",
        "Adnan Bilal Faisal Imran Kashif Naveed Tariq Usman",
        "Akhtar Baig Chaudhry Durrani Hussain Iqbal Mahmood Qureshi Siddiqui Tariq",
        7,
    ),
    People(
        "Gujarati",
        "Anjali Deepa Hetal Jyoti Meena Nisha Priya Sunita",
        "Anil Bharat Dinesh Hitesh Kiran Mahesh Rajesh Vikram",
        "Acharya Bhatt Desai Joshi Kapadia Mistry Parekh Trivedi Vyas",
        5,
    ),
    People(
        "Polish",
        "Agnieszka Bożena Elżbieta Grażyna Małgorzata Żaneta Jadwiga",
        "Bartłomiej Grzegorz Kazimierz Łukasz Stanisław Wojciech Zbigniew",
        "Błaszczyk Dąbrowska Jabłoński Kwiatkowski Łuczak Nowicki Ślusarczyk Wójcik Żółciński",
        8,
    ),
    People(
        "Somali",
        "Amina Fadumo Hodan Ifrah Khadija Sahra Ubah",
        "Abdi Cabdullahi Faarax Guled Liban Mahad Warsame",
        "Abdirahman Cawaale Dirie Faarax Guuleed Jaamac Warsame Yuusuf",
        6,
    ),
    People(
        "Irish",
        "Aisling Bríd Caoimhe Gráinne Niamh Róisín Sinéad Órlaith",
        "Brendan Cathal Diarmuid Eoghan Fionn Pádraig Seán",
        "O'Brien O'Shaughnessy Ní-Dhomhnaill McGonagle D'Arcy O’Rourke Kilbride Mac-Giolla",
        6,
    ),
    People("Vietnamese", "Hương Lan Mai Thảo", "Bảo Đức Minh Tuấn", "Nguyễn Trần Phạm Đặng", 2),
)
LETTER = ("X", "E")  # somebody whose whole name is two letters
SIXTY = ("Maximiliana-Aurelia Wilhelmina Bartholomea", "Featherstonehaugh-Llanfair")


@dataclass(frozen=True)
class Named:
    first: str
    surname: str
    female: bool
    language: str


def somebody(chance: Random, surname: str = "", people: People | None = None) -> Named:
    """A made-up person, perhaps of a given family."""
    people = people or chance.choices(PEOPLES, [each.weight for each in PEOPLES])[0]
    female = chance.random() < 0.52
    first = chance.choice((people.women if female else people.men).split())
    return Named(first, surname or chance.choice(people.surnames.split()), female, people.language)


def people_of(chance: Random) -> People:
    return chance.choices(PEOPLES, [each.weight for each in PEOPLES])[0]
