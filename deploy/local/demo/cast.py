"""Who works where. The people of the stories have user names of one word; the offices' own words for their bidang."""

from dataclasses import dataclass
from typing import Final

from services.kit import area


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account. `office` is the code of a government office, or the key of an organisation in
    `lending`. `villages` are a PSM's, `kec` is a TKSK's or Kasi Kesra's."""

    username: str
    name: str
    roles: tuple[str, ...]
    office: str
    villages: tuple[str, ...] = ()
    kec: str = ""
    bidang: str = ""
    desks: tuple[str, ...] = ()
    sk_days: int | None = None  # until a volunteer's SK ends; most have no end

    @property
    def volunteer(self) -> bool:
        return self.roles[0] in ("psm", "tksk")

    @property
    def place(self) -> str:
        """Where, for people: villages, kecamatan or nothing."""
        return ", ".join(area.name(code) for code in self.villages or ((self.kec,) if self.kec else ()))


BIDANG: Final = {
    "1906": "Pemberdayaan Sosial",
    "6305": "Pemberdayaan Potensi Kesejahteraan Sosial",
    "1706": "Pemberdayaan Sosial dan Penanganan Fakir Miskin",
    "3513": "Pemberdayaan Sosial",
    "3208": "Pemberdayaan Sosial",
}
_REHABILITATION: Final = "Rehabilitasi Sosial"


def _head(username: str, name: str, office: str) -> Member:
    return Member(username, name, ("dinas_supervisor",), office, desks=("protected",))


def _dinas(username: str, name: str, office: str, bidang: str = _REHABILITATION) -> Member:
    return Member(username, name, ("dinas",), office, bidang=bidang)


def _tksk(username: str, name: str, kec: str) -> Member:
    return Member(username, name, ("tksk",), kec[:4], kec=kec, sk_days=540)


def _psm(username: str, name: str, *villages: str, sk_days: int | None = None) -> Member:
    return Member(username, name, ("psm",), villages[0][:4], villages=villages, sk_days=sk_days)


def _partner(username: str, name: str, organisation: str) -> Member:
    return Member(username, name, ("partner",), organisation)


STORIES: Final = (
    # 1906 Belitung Timur
    _head("hasan", "Hasan Andai", "1906"),
    _dinas("dewi", "Dewi Misal", "1906"),
    _dinas("yusuf", "Yusuf Fiktif", "1906", BIDANG["1906"]),
    _tksk("jaka", "Jaka Umpama", "190602"),  # Gantung
    _tksk("ratna", "Ratna Misal", "190601"),  # Manggar
    _tksk("idris", "Idris Contoh", "190604"),  # Kelapa Kampit
    _tksk("rusdi", "Rusdi Andai", "190605"),  # Damar
    _psm("rahma", "Rahma Contoh", "1906022003", "1906022004"),  # Jangkar Asam, Lilangan
    _psm("lela", "Lela Fiktif", "1906022001"),  # Gantung
    _psm("norma", "Norma Umpama", "1906012006"),  # Lalang
    _psm("samsul", "Samsul Misal", "1906042001", sk_days=58),  # Mentawak
    _psm("juriah", "Juriah Contoh", "1906052001", "1906052002"),  # Air Kelik, Mempaya
    _psm("marwan", "Marwan Andai", "1906032001"),  # Dendang
    Member("anwar", "Anwar Contoh", ("kasi_kesra",), "1906", kec="190602"),
    _partner("mariam", "Mariam Misal", "bina-serumpun"),
    _partner("hardi", "Hardi Fiktif", "rsud-zein"),
    _partner("zubaidah", "Zubaidah Contoh", "lks-lansia-1906"),
    # 6305 Tapin
    _head("fahrul", "Fahrul Misal", "6305"),
    _dinas("hamid", "Hamid Contoh", "6305"),
    _tksk("nafisah", "Nafisah Andai", "630504"),  # Tapin Utara
    _psm("salbiah", "Salbiah Umpama", "6305041001"),  # Rangda Malingkung
    _partner("gani", "Gani Fiktif", "budi-sejahtera"),
    # 1706 Mukomuko
    _head("basri", "Basri Umpama", "1706"),
    _dinas("erna", "Erna Contoh", "1706"),
    _tksk("iskandar", "Iskandar Misal", "170610"),  # Penarik
    _psm("ayu", "Ayu Fiktif", "1706102001"),  # Penarik
    _psm("rasyid", "Rasyid Andai", "1706102002"),  # Lubuk Mukti
    _partner("mansur", "Mansur Contoh", "dukcapil-1706"),
    _partner("rohani", "Rohani Umpama", "bpjs-1706"),
    # 3513 Probolinggo
    _head("slamet", "Slamet Fiktif", "3513"),
    _dinas("endang", "Endang Misal", "3513"),
    _tksk("sugeng", "Sugeng Contoh", "351323"),  # Tongas
    _psm("parmi", "Parmi Andai", "3513232003"),  # Bayeman
    _partner("ningsih", "Ningsih Umpama", "ppa-3513"),
    # 3208 Kuningan
    _head("cecep", "Cecep Umpama", "3208"),
    _dinas("komariah", "Komariah Andai", "3208"),
    _tksk("oman", "Oman Misal", "320813"),  # Cilimus
    _psm("tarsih", "Tarsih Contoh", "3208132006"),  # Bandorasawetan
    _partner("didi", "Didi Fiktif", "rsud-45"),
    _partner("tuti", "Tuti Umpama", "rsud-linggajati"),
    # the other kabupaten of province 19: one officer each, who records what moves the figures
    *(
        _dinas(username, name, office, "")
        for username, name, office in (
            ("mahmud", "Mahmud Contoh", "1901"),
            ("sadiah", "Sadiah Misal", "1902"),
            ("nasir", "Nasir Umpama", "1903"),
            ("hartini", "Hartini Andai", "1904"),
            ("ramli", "Ramli Fiktif", "1905"),
        )
    ),
    # above them
    Member("sumarni", "Sumarni Contoh", ("province",), "19"),
    Member("bahrun", "Bahrun Andai", ("province",), "63"),
    Member("yati", "Yati Misal", ("province",), "17"),
    Member("bambang", "Bambang Umpama", ("province",), "35"),
    Member("dedi", "Dedi Fiktif", ("province",), "32"),
    Member("kartini", "Kartini Misal", ("national",), "00"),
    Member("usman", "Usman Andai", ("auditor",), "1906"),
)
NAMED: Final = {member.username: member for member in STORIES}
