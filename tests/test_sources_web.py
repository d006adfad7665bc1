import json

import pandas as pd
import pytest

from analysis.sources.remote import ServiceUnavailable
from analysis.sources.rough import Source
from analysis.sources.web import backend, fetching, mediawiki, spip
from analysis.sources.web.fetching import Client, PageRefused
from tests.serving import serving

ETAG = '"v1"'


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.slept = 1_700_000_000.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def client(self, cache, **options):
        return Client(cache, sleep=self.sleep, clock=lambda: self.now, **options)


class Site:
    """Pages of a site by path; an answer is bytes, a status, or (status, headers, bytes)."""

    def __init__(self, pages, robots=404):
        self.pages, self.asked, self.sent = {"/robots.txt": robots, **pages}, [], []

    def __call__(self, handler):
        self.asked.append(handler.path)
        self.sent.append(dict(handler.headers))
        said = self.pages.get(handler.path, 404)
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if callable(said):
            said = said(handler)
        if isinstance(said, tuple):
            status, headers, content = said
            # The status line comes first: the small server sends ours, the headers follow it.
            send = handler.send_response

            def send_response(code, *rest):
                send(code, *rest)
                for name, value in headers.items():
                    handler.send_header(name, value)

            handler.send_response = send_response
            return status, content
        return (said, b"") if isinstance(said, int) else (200, said)

    def count(self, path):
        return self.asked.count(path)


def versioned(handler):
    if handler.headers.get("If-None-Match") == ETAG:
        return 304, {"ETag": ETAG}, b""
    return 200, {"ETag": ETAG, "Last-Modified": "Wed, 13 Mar 2013 10:00:00 GMT"}, b"une page"


# The polite client


def test_a_kept_page_is_asked_again_by_its_version_and_kept_on_304(tmp_path):
    site, clock = Site({"/a": versioned}), Clock()
    with serving(site, wait="0") as host:
        assert clock.client(tmp_path).get(f"{host}/a") == b"une page"
        assert clock.client(tmp_path).get(f"{host}/a#suite") == b"une page"
    last = site.sent[-1]
    assert last["If-None-Match"] == ETAG
    assert last["If-Modified-Since"] == "Wed, 13 Mar 2013 10:00:00 GMT"
    assert last["User-Agent"].startswith("interconnaissance ")
    assert site.count("/a") == 2
    assert not list(tmp_path.glob("*.part"))


def test_a_fresh_page_is_not_asked_at_all_and_an_old_one_is(tmp_path):
    site, clock = Site({"/a": versioned}), Clock()
    with serving(site, wait="0") as host:
        for _ in range(2):
            clock.client(tmp_path, fresh_for=3600).get(f"{host}/a")
        assert site.asked == ["/robots.txt", "/a"]
        clock.now += 3601
        assert clock.client(tmp_path, fresh_for=3600).get(f"{host}/a") == b"une page"
        assert site.count("/a") == 2
        clock.client(tmp_path, fresh_for=3600).get(f"{host}/a")  # the 304 made it fresh again
        assert site.count("/a") == 2


def test_a_cache_cut_short_is_asked_again_whole(tmp_path):
    site, clock = Site({"/a": versioned}), Clock()
    with serving(site, wait="0") as host:
        clock.client(tmp_path).get(f"{host}/a")
        next(tmp_path.glob("*.json")).write_text('{"asked": 17', encoding="utf-8")
        assert clock.client(tmp_path, fresh_for=3600).get(f"{host}/a") == b"une page"
    assert "If-None-Match" not in site.sent[-1]


def test_two_requests_to_a_host_are_a_pause_apart(tmp_path):
    site, clock = Site({"/a": b"a", "/b": b"b"}), Clock()
    with serving(site, wait="0") as host:
        client = clock.client(tmp_path, pause=2.5)
        client.get(f"{host}/a")
        client.get(f"{host}/b")
    assert clock.slept == [2.5, 2.5]  # after robots.txt, then after /a


def test_a_longer_crawl_delay_is_honoured_and_robots_is_read_once(tmp_path):
    site = Site({"/a": b"a", "/b": b"b"}, robots=b"User-agent: *\nCrawl-delay: 7\n")
    clock = Clock()
    with serving(site, wait="0") as host:
        client = clock.client(tmp_path)
        client.get(f"{host}/a")
        client.get(f"{host}/b")
    assert clock.slept == [7.0, 7.0]
    assert site.count("/robots.txt") == 1


def test_a_page_that_robots_forbids_is_not_asked_and_is_said(tmp_path):
    # As SPIP writes it.
    robots = b"User-agent: *\nDisallow: /local/\nDisallow: /ecrire/\n"
    site = Site({"/ecrire/x": b"x", "/a": b"a"}, robots=robots)
    with serving(site, wait="0") as host:
        client = Clock().client(tmp_path)
        with pytest.raises(ValueError, match=r"/ecrire/x : le site interdit .* robots"):
            client.get(f"{host}/ecrire/x")
        assert client.get(f"{host}/a") == b"a"
    assert site.count("/ecrire/x") == 0


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/spip.php?page=recherche", False), ("/spip.php?article3", True), ("/doc/a.pdf", False),
     ("/doc/a.pdf.html", True), ("/doc/public/a.pdf", True), ("/wiki/Special:Log", False)],
)  # fmt: skip
def test_the_signs_of_robots_hold_and_the_longest_rule_wins(tmp_path, path, allowed):
    # RFC 9309: * is any sequence of signs, $ the end of the address.
    robots = (
        b"User-agent: *\nDisallow: /*?page=\nDisallow: /*.pdf$\nAllow: /doc/public/*.pdf$\n"
        b"Disallow: /*Special:\n"
    )
    with serving(Site({path: b"x"}, robots=robots), wait="0") as host:
        client = Clock().client(tmp_path)
        if allowed:
            assert client.get(f"{host}{path}") == b"x"
        else:
            with pytest.raises(PageRefused, match="interdit"):
                client.get(f"{host}{path}")


@pytest.mark.parametrize("robots", [401, 403])
def test_a_closed_robots_forbids_all(tmp_path, robots):
    site = Site({"/a": b"a"}, robots=robots)
    with serving(site, wait="0") as host, pytest.raises(PageRefused, match="interdit"):
        Clock().client(tmp_path).get(f"{host}/a")


def test_a_broken_robots_forbids_all_for_now(tmp_path):
    site = Site({"/a": b"a"}, robots=503)
    with serving(site, wait="0") as host, pytest.raises(ServiceUnavailable, match="aucune page"):
        Clock().client(tmp_path).get(f"{host}/a")
    assert site.count("/a") == 0


def test_a_busy_site_is_waited_for(tmp_path):
    site, clock = Site({"/a": [429, b"a"]}), Clock()
    with serving(site, wait="13") as host:
        assert clock.client(tmp_path).get(f"{host}/a") == b"a"
    assert 13.0 in clock.slept


def test_redirects_are_followed_but_not_in_a_loop_nor_off_the_web(tmp_path):
    site = Site({
        "/old": (301, {"Location": "/new"}, b""), "/new": b"new",
        "/x": (302, {"Location": "/y"}, b""), "/y": (302, {"Location": "/x"}, b""),
        "/file": (302, {"Location": "file:///etc/hostname"}, b""),
        "/hidden": (302, {"Location": "/prive/z"}, b""),
    }, robots=b"User-agent: *\nDisallow: /prive/\n")  # fmt: skip
    with serving(site, wait="0") as host:
        client = Clock().client(tmp_path)
        assert client.get(f"{host}/old") == b"new"
        with pytest.raises(PageRefused, match="/x : renvoie sans fin"):
            client.get(f"{host}/x")
        with pytest.raises(PageRefused, match="pas une adresse du web"):
            client.get(f"{host}/file")
        with pytest.raises(PageRefused, match="interdit"):
            client.get(f"{host}/hidden")
    assert site.count("/prive/z") == 0


def test_too_large_a_page_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    site = Site({"/big": b"x" * 1_000_001, "/just": b"x" * 1_000_000})
    with serving(site, wait="0") as host:
        client = Clock().client(tmp_path)
        assert len(client.get(f"{host}/just")) == 1_000_000
        with pytest.raises(PageRefused, match="plus de 1 Mo"):
            client.get(f"{host}/big")


def test_an_absent_page_is_not_tried_again(tmp_path):
    site, clock = Site({}), Clock()
    with serving(site, wait="0") as host, pytest.raises(PageRefused, match="réponse 404"):
        clock.client(tmp_path).get(f"{host}/rien")
    assert site.count("/rien") == 1


# SPIP

# As the templates of SPIP 3 write it: date in universal time, one day before the day shown.
DIST = """<!DOCTYPE html><html lang="fr"><head><title>Un café-réparation - Site</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<link rel="canonical" href="http://site.example/Un-cafe-reparation" />
<link rel="shortlink" href="http://site.example/spip.php?article12" /></head>
<body class="pas_surlignable page_article"><div class="page">
<div class="header"><h1 id="logo"><a href="/">Site local</a></h1></div>
<div class="nav" id="nav"><ul><li><a href="spip.php?rubrique1">Menu</a></li></ul></div>
<div class="main"><div class="wrapper hfeed"><div class="content hentry" id="content">
<p class="arbo"><a href="http://site.example/">Accueil du site</a> &gt;
 <a href="spip.php?rubrique1">Initiatives</a> &gt; <a href="spip.php?rubrique7">Réparer</a> &gt;
 <strong class="on">Un café-réparation</strong></p>
<div class="cartouche"><p class="crayon article-surtitre-12 surtitre">Quartier de l'Étang</p>
<h1 class="crayon article-titre-12 surlignable entry-title"><img src="l.png" alt="" />Un
 cafe\u0301-réparation</h1><p class="soustitre">Chaque samedi</p>
<p class="info-publi"><abbr class="published" title="2012-12-31T23:00:00Z">mardi 1er janvier
 2013</abbr><span class="sep">, </span><span class="auteurs">par <span class="vcard author"><a
 class="url fn spip_in" href="spip.php?auteur3">Nom Inventé</a></span></span></p></div>
<div class="crayon chapo surlignable"><p>On y répare &amp; on y parle.</p></div>
<div class="crayon texte surlignable clearfix"><p>Premier
 paragraphe,<br class="autobr" />suite.</p><ul class="spip"><li>NA</li><li>None</li></ul>
<script>var x = "non";</script><!-- non --><form><label>non</label></form>
<p>01310 &lt;b&gt;</p></div>
<p class="hyperlien">Voir en ligne : <a href="http://cafe.example/">Le café</a></p>
<div class="ps surlignable"><hr /><p>Ouvert à tous.</p></div>
<div class="notes"><p>[1] note</p></div>
<a href="#forum" name="forum" id="forum"></a><ul class="forum"><li>Un commentaire
<a rel="tag" href="spip.php?mot99">non</a></li></ul></div></div>
<div class="aside"><div class="menu"><h2>Mots-clés</h2><ul>
<li><a href="spip.php?mot4" rel="tag">réparation</a></li>
<li><a href="spip.php?mot5" rel="tag">lien social</a></li></ul></div></div></div></div>
</body></html>"""

# As the templates drawn from Z write it, by hand of an association.
ZPIP = """<html><head><meta charset="utf-8"><title>Jardin</title></head><body>
<nav class="breadcrumb"><ul class="breadcrumb-items"><li class="item"><a href="/">Accueil</a></li>
<li class="item"><a href="-Jardins-">Jardins</a></li>
<li class="item active"><span class="on">Jardin</span></li></ul></nav>
<article><header class="cartouche"><h1>Jardin</h1>
<p class="publication"><time pubdate="pubdate" datetime="2013-06-30T22:30:00Z"></time></p></header>
<div class="main"><div class="texte surlignable"><p>Un jardin.</p><p>Deux.</p></div></div>
</article></body></html>"""


def test_an_article_is_read_as_spip_writes_it():
    found = spip.article(DIST.encode(), "https://www.site.example/spip.php?article12")
    assert "auteurs" not in found
    assert "Nom Inventé" not in json.dumps(found, ensure_ascii=False)
    assert found["url"] == "http://site.example/Un-cafe-reparation"
    assert found["title"] == "Un cafe\u0301-réparation"
    assert found["surtitre"] == "Quartier de l'Étang"
    assert found["soustitre"] == "Chaque samedi"
    assert found["summary"] == "On y répare & on y parle."
    assert found["text"] == "Premier paragraphe,\nsuite.\nNA\nNone\n01310 <b>"
    assert found["date"] == "2013-01-01"  # that which is shown, not that of universal time
    assert found["rubrique"] == "Réparer"
    assert found["hierarchie"] == ["Initiatives", "Réparer"]
    assert found["themes"] == ["réparation", "lien social"]
    assert (found["ps"], found["notes"]) == ("Ouvert à tous.", "[1] note")
    assert found["hyperlien"] == "http://cafe.example/"


def test_authors_are_given_only_when_asked():
    found = spip.article(DIST.encode(), "http://site.example/spip.php?article12", authors=True)
    assert found["auteurs"] == ["Nom Inventé"]


def test_an_article_of_the_z_templates_is_read():
    found = spip.article(ZPIP.encode(), "http://site.example/Jardin")
    assert found["url"] == "http://site.example/Jardin"
    assert (found["title"], found["rubrique"]) == ("Jardin", "Jardins")
    assert found["summary"] == "Un jardin."
    assert found["text"] == "Un jardin.\nDeux."
    assert found["date"] == "2013-07-01"  # half past midnight in Paris
    assert found["themes"] is None


@pytest.mark.parametrize(
    ("shown", "meant"),
    [("publié le 13 mars 2013", "2013-03-13"),
     ("Mis en ligne le lundi 1er AOÛT 2011", "2011-08-01"),
     ("Publié le : février 2010", "2010-02"), ("bilan du 13 mars 2013", None)],
)  # fmt: skip
def test_a_date_in_words_is_that_of_publication_alone(shown, meant):
    page = f"<html><body><h1>T</h1><div id='content'><p>{shown}</p></div></body></html>"
    assert spip.article(page.encode(), "http://s.example/article1.html")["date"] == meant


def test_an_old_page_in_latin_1_keeps_its_accents():
    page = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>"
    page += "</head><body><h1>Élan de l'été</h1><div class='texte'><p>Là</p></div></body></html>"
    found = spip.article(page.encode("latin-1"), "http://s.example/article1.html")
    assert (found["title"], found["text"]) == ("Élan de l'été", "Là")


def test_a_hostile_page_gives_no_more_than_its_text():
    page = b"<h1><script>alert(1)</script>NA<h2><p class=texte>a<p>\x00</abbr><<< &#0; <li>b"
    found = spip.article(page, "http://s.example/article1.html")
    assert found["title"].startswith("NA")
    assert "alert" not in found["title"]
    assert spip.article(b"", "http://s.example/")["title"] is None


def listing(*hrefs, more=""):
    items = "".join(
        f'<li class="hentry clearfix"><strong><a href="{h}">Titre</a></strong><br />'
        '<small>13 mars</small><div class="introduction">…<a href="article999.html">x</a></div>'
        "</li>"
        for h in hrefs
    )
    return (
        '<html><head><meta charset="utf-8"></head><body><div class="nav" id="nav">'
        '<a href="spip.php?rubrique1">R</a></div><div class="content" id="content">'
        '<div class="texte"><p><a href="spip.php?article77" class="spip_in">un autre</a></p></div>'
        f'<div class="menu menu_articles"><a name="pagination_articles"></a><ul>{items}</ul>'
        f'<p class="pagination"><strong class="on">0</strong> | {more}</p></div></div>'
        '<div class="aside"><ul><li><a href="spip.php?article88">récent</a></li></ul></div></body>'
    ).encode()


def test_a_list_gives_its_articles_in_order_and_once():
    html = listing(
        "spip.php?article2", "Un-titre-pour-adresse", "article2.html#forum", "spip.php?article1",
        "-Une-rubrique-", "spip.php?page=plan", "mailto:x@y.example",
    )  # fmt: skip
    assert spip.articles(html, "http://s.example/spip.php?rubrique1") == [
        "http://s.example/spip.php?article2", "http://s.example/Un-titre-pour-adresse",
        "http://s.example/spip.php?article1",
    ]  # fmt: skip


def test_an_address_that_cannot_be_spoils_no_list():
    html = listing("http://[::1/article3", "http://s.example:99999/article4", "article5")
    assert spip.articles(html, "http://s.example/") == ["http://s.example/article5"]


def test_the_pages_of_a_list_are_found_in_the_order_of_its_articles():
    start = "http://s.example/spip.php?rubrique1"
    more = "".join(
        f'<a href="spip.php?rubrique1&amp;debut_{name}={n}#pagination_{name}" '
        f'class="lien_pagination">{n}</a>'
        for name, n in [("articles", 0), ("articles", 10), ("articles", 110), ("articles", 20),
                        ("forums", 10), ("articles", 10)]
    )  # fmt: skip
    assert spip.pages(listing(more=more), start) == [
        f"{start}&debut_articles={n}" for n in (10, 20, 110)
    ]


@pytest.mark.parametrize(
    "url",
    ["https://site.example/spip.php?article123", "http://www.site.example/spip.php?article123",
     "http://site.example/article123.html", "http://site.example/article123",
     "http://site.example/spip.php?page=article&id_article=123&lang=", "http://site.example:80/article123/",
     "http://site.example/spip.php?article123&debut_forums=10#pagination_forums",
     "http://site.example/spip.php?article123&utm_source=lettre&utm_medium=mel",
     "http://SITE.example/article.php3?id_article=123"],
)  # fmt: skip
def test_the_addresses_of_one_article_are_one(url):
    assert spip.canonical(url).removesuffix("?lang=") == "site.example/article123"


def test_different_articles_stay_different():
    urls = ["http://s.example/spip.php?article1", "http://s.example/spip.php?article12",
            "http://s.example/blog/spip.php?article1", "http://t.example/article1",
            "http://s.example:8080/article1", "http://s.example/spip.php?rubrique1",
            "http://s.example/spip.php?article1&lang=br"]  # fmt: skip
    assert len({spip.canonical(url) for url in urls}) == len(urls)


def page(number, title, canonical=""):
    link = f'<link rel="canonical" href="{canonical}" />' if canonical else ""
    return (
        f'<html><head><meta charset="utf-8">{link}</head><body><div class="hentry"><h1>{title}</h1>'
        f'<div class="texte"><p>Texte {number}.</p></div></div></body></html>'
    ).encode()


def test_an_article_listed_at_four_addresses_is_one_row_and_is_told(tmp_path):
    site = Site({
        "/spip.php?rubrique1": listing(
            "spip.php?article1", "article1.html", "spip.php?article1&amp;utm_source=x", "Titre-un",
            "spip.php?article2",
        ),
        "/spip.php?article1": page(1, "Un", "/spip.php?article1"),
        "/Titre-un": page(1, "Un", "/spip.php?article1"),
        "/spip.php?article2": page(2, "Deux"),
    })  # fmt: skip
    with serving(site, wait="0") as host:
        found = spip.collect([f"{host}/spip.php?rubrique1"], Clock().client(tmp_path), limit=50)
    assert found.table["title"].tolist() == ["Un", "Deux"]
    assert found.table.index.tolist() == [1, 5]
    dropped = [note for note in found.notes if note.action == "dropped"]
    assert [note.row for note in dropped] == [2, 3, 4]
    assert {note.problem for note in dropped} == {f"même article que {host}/spip.php?article1"}
    assert len(found.table) + len(dropped) == 5
    assert site.count("/article1.html") == 0  # told from its address, so not asked
    assert found.ours["summary"] == "summary"


def test_one_address_given_by_a_site_for_all_its_pages_loses_no_article(tmp_path):
    site = Site({
        "/spip.php?rubrique1": listing("spip.php?article1", "spip.php?article2"),
        "/spip.php?article1": page(1, "Un", "/spip.php?page=article"),
        "/spip.php?article2": page(2, "Deux", "/spip.php?page=article"),
    })  # fmt: skip
    with serving(site, wait="0") as host:
        found = spip.collect([f"{host}/spip.php?rubrique1"], Clock().client(tmp_path), limit=50)
    assert found.table["title"].tolist() == ["Un", "Deux"]


def paginated():
    more = '<a href="spip.php?rubrique1&amp;debut_articles=2#pagination_articles">2</a>'
    return {
        "/spip.php?rubrique1": listing("spip.php?article1", "spip.php?article2", more=more),
        "/spip.php?rubrique1&debut_articles=2": listing("spip.php?article3", "spip.php?article4"),
        **{f"/spip.php?article{n}": page(n, f"Titre {n}") for n in (1, 2, 3)},
    }  # fmt: skip


def test_lists_are_followed_and_what_is_absent_is_told(tmp_path):
    site = Site(paginated())
    with serving(site, wait="0") as host:
        found = spip.collect([f"{host}/spip.php?rubrique1"], Clock().client(tmp_path), limit=50)
    assert found.table["text"].tolist() == ["Texte 1.", "Texte 2.", "Texte 3."]
    (note,) = found.notes
    assert (note.row, note.action) == (4, "dropped")
    assert "réponse 404" in note.problem


def test_a_limit_is_told_and_the_rest_is_not_asked(tmp_path):
    site = Site(paginated())
    with serving(site, wait="0") as host:
        found = spip.collect([f"{host}/spip.php?rubrique1"], Clock().client(tmp_path), limit=1)
    assert len(found.table) == 1
    assert found.notes[0].value.endswith("article2")
    assert "limite atteinte (1)" in found.notes[0].problem
    assert site.count("/spip.php?article2") == 0


def test_a_run_stopped_in_the_middle_asks_only_what_it_lacks(tmp_path):
    pages = paginated() | {"/spip.php?article4": page(4, "Titre 4")}
    site, clock = Site(pages | {"/spip.php?article3": 500}), Clock()
    with serving(site, wait="0") as host:
        start = [f"{host}/spip.php?rubrique1"]
        with pytest.raises(ServiceUnavailable, match=r"article3 : réponse 500"):
            spip.collect(start, clock.client(tmp_path, fresh_for=86_400), limit=50)
        site.pages["/spip.php?article3"] = pages["/spip.php?article3"]
        site.asked.clear()
        found = spip.collect(start, clock.client(tmp_path, fresh_for=86_400), limit=50)
    assert found.table["title"].tolist() == ["Titre 1", "Titre 2", "Titre 3", "Titre 4"]
    assert site.asked == ["/robots.txt", "/spip.php?article3", "/spip.php?article4"]


# As SPIP writes its feed: section and keywords after the summary, in its description.
FEED = """
<?xml
version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel xml:lang="fr"><title>Site</title><link>http://site.example/</link>
<generator>SPIP - www.spip.net</generator>
<item xml:lang="fr"><title>L'e\u0301picerie &#38; co</title>
 <link>http://site.example/spip.php?article2</link>
 <guid isPermaLink="true">http://site.example/spip.php?article2</guid>
 <dc:date>2012-12-31T23:00:00Z</dc:date><dc:format>text/html</dc:format>
 <dc:language>fr</dc:language><dc:creator>Nom Inventé</dc:creator>
 <dc:subject>épicerie</dc:subject><dc:subject>solidarité</dc:subject>
 <description>&lt;p&gt;Vendre moins cher.&lt;/p&gt;

-
&lt;a href="http://site.example/spip.php?rubrique7" rel="directory"&gt;Manger&lt;/a&gt;
/
&lt;a href="http://site.example/spip.php?mot4" rel="tag"&gt;épicerie&lt;/a&gt;</description>
 <content:encoded>&lt;div class='rss_texte'&gt;Texte.&lt;/div&gt;</content:encoded>
 <enclosure url="http://site.example/IMG/a.pdf" length="1" type="application/pdf" /></item>
<item><title>NA</title><link>http://site.example/spip.php?article3</link>
 <dc:date>2013-03-13T10:00:00Z</dc:date><description>Résumé - brut</description></item>
</channel></rss>"""


def test_the_feed_of_a_spip_site_loses_nothing():
    found = backend.rough(Source("site.rss", FEED.encode()))
    first, second = found.table.loc[1], found.table.loc[2]
    assert first["title"] == "L'épicerie & co"
    assert first[found.ours["themes"]] == ["épicerie", "solidarité"]
    assert first[found.ours["summary"]] == "Vendre moins cher."
    assert first["rubrique"] == "Manger"
    assert 'rel="tag"' in first["description"]
    assert first["dc:creator"] == "Nom Inventé"
    assert "actors" not in found.ours
    assert first["dc:date"] == "2012-12-31T23:00:00Z"
    assert first[found.ours["date"]] == "2013-01-01"
    assert first["content:encoded"] == "<div class='rss_texte'>Texte.</div>"
    assert first["enclosure"] == ["http://site.example/IMG/a.pdf"]
    assert second["title"] == "NA"
    assert second["résumé"] == "Résumé - brut"
    assert second["jour"] == "2013-03-13"
    assert [note.row for note in found.notes] == [None, 1]
    assert len(found.table) == FEED.count("<item")


def test_a_broken_or_hostile_feed_is_refused_in_words():
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa">]><rss><item><title>&a;</title></item></rss>'
    with pytest.raises(ValueError, match=r"f.rss : flux RSS piégé"):
        backend.rough(Source("f.rss", bomb.encode()))
    with pytest.raises(ValueError, match=r"mal formé \(ligne 2\)"):
        backend.rough(Source("f.rss", b"<rss>\n<item></rss>"))
    with pytest.raises(ValueError, match="aucun article"):
        backend.rough(Source("f.rss", b"<rss><channel/></rss>"))
    found = backend.rough(Source("f.rss", b"<rss><item><title>a\x0bb</title></item></rss>"))
    assert "caractères de contrôle" in found.notes[1].problem


# MediaWiki


def answer(found, name="wiki.json"):
    return mediawiki.rough(Source(name, json.dumps(found, ensure_ascii=False).encode()))


def test_the_members_of_a_category_are_read_and_subcategories_told():
    found = answer({
        "batchcomplete": "", "continue": {"cmcontinue": "page|4A|9", "continue": "-||"},
        "query": {"categorymembers": [
            {"pageid": 7, "ns": 0, "title": "Cafe\u0301"},
            {"pageid": 8, "ns": 14, "title": "Catégorie:X"},
            {"pageid": 9, "ns": 0, "title": "NA"}]},
    })  # fmt: skip
    assert found.table["title"].tolist() == ["Café", "NA"]
    assert found.table.index.tolist() == [1, 3]
    assert [(n.row, n.action) for n in found.notes] == [(2, "dropped"), (None, "read")]


@pytest.mark.parametrize(
    "revision",
    [{"*": "'''A'''"}, {"content": "'''A'''"}, {"slots": {"main": {"*": "'''A'''"}}},
     {"slots": {"main": {"content": "'''A'''", "contentmodel": "wikitext"}}}],
)  # fmt: skip
@pytest.mark.parametrize("kind", [dict, list])
def test_pages_are_read_in_each_form_of_the_api(revision, kind):
    pages = [
        {"pageid": 1, "ns": 0, "title": "A", "fullurl": "http://w.example/A",
         "revisions": [revision],
         "categories": [{"ns": 14, "title": "Catégorie:Jardins"}],
         "coordinates": [{"lat": 48.3900, "lon": -4.4860, "primary": ""}]},
        {"ns": 0, "title": "B", "missing": ""},
        {"pageid": 3, "ns": 0, "title": "C", "revisions": [{"*": "#REDIRECTION [[A]]"}]},
    ]  # fmt: skip
    held = pages if kind is list else {str(p.get("pageid", -1)): p for p in pages}
    found = answer({"query": {"pages": held}})
    first = found.table.loc[1]
    assert first["wikitext"] == "'''A'''"
    assert first[found.ours["themes"]] == ["Jardins"]
    assert first[found.ours["lat"]] == "48.39"
    assert first[found.ours["url"]] == "http://w.example/A"
    assert [(n.row, n.action) for n in found.notes] == [(2, "dropped"), (3, "kept")]
    assert len(found.table) == 2


ASK = {
    "query": {
        "printrequests": [{"label": "", "typeid": "_wpg"},
                          {"label": "Ancienne date", "typeid": "_dat"},
                          {"label": "Ouvert", "typeid": "_boo"}],
        "results": {
            "Le fournil": {
                "printouts": {
                    "Thème": [{"fulltext": "Pain", "fullurl": "http://w.example/Pain"},
                              {"fulltext": "Quartier", "fullurl": "http://w.example/Quartier"}],
                    "Création": [{"timestamp": "1363132800", "raw": "1/2013/3/13"}],
                    "Mois": [{"timestamp": "1362096000", "raw": "1/2013/3"}],
                    "Ancienne date": ["1363132800"], "Ouvert": ["t"], "Code": ["01310"],
                    "Lieu": [{"lat": 48.39, "lon": -4.486}], "Salariés": [12.50],
                    "Surface": [{"value": 90, "unit": "m²"}], "Rien": [],
                    "Contact": [{"Rue": {"label": "Rue", "typeid": "_txt", "item": ["rue Haute"]},
                                 "Ville": {"label": "Ville", "item": [{"fulltext": "Brest"}]}}],
                },
                "fulltext": "Le fournil", "fullurl": "http://w.example/Le_fournil",
                "namespace": 0, "exists": "1", "displaytitle": "",
            },
            "None": {"printouts": [], "fulltext": "None", "fullurl": "http://w.example/None"},
        },
        "serializer": "SMW", "version": 2,
    },
    "query-continue-offset": 2,
}  # fmt: skip


def test_the_results_of_ask_are_read_by_label():
    found = answer(ASK)
    first = found.table.loc[1].to_dict()
    told = {
        "Thème": ["Pain", "Quartier"], "Création": "2013-03-13", "Mois": "2013-03",
        "Ancienne date": "2013-03-13", "Ouvert": "oui", "Code": "01310", "Lieu.lat": "48.39",
        "Lieu.lon": "-4.486", "Salariés": "12.5", "Surface": "90 m²",
        "Contact": "rue Haute ; Brest", "fulltext": "Le fournil",
    }  # fmt: skip
    assert {name: first[name] for name in told} == told
    assert found.table["Rien"].isna().all()
    assert found.ours == {
        "title": "fulltext",
        "url": "fullurl",
        "lat": "Lieu.lat",
        "lon": "Lieu.lon",
    }
    assert found.table["fulltext"].tolist() == ["Le fournil", "None"]
    assert pd.isna(found.table.loc[2, "Code"])
    assert "continue" in found.notes[0].problem


def test_ask_is_read_as_a_list_and_as_the_page_of_the_wiki_exports_it():
    results = ASK["query"]["results"]
    as_list = answer({"query": {"results": [{k: v} for k, v in results.items()]}})
    exported = answer({"printrequests": [], "results": results, "rows": 2})
    assert as_list.table["fulltext"].tolist() == exported.table["fulltext"].tolist()


@pytest.mark.parametrize(
    ("found", "said"),
    [({"error": {"code": "x", "info": "Unrecognized value"}}, "Unrecognized value"),
     ({"query": {"results": []}}, "aucune page"), ({"a": 1}, "pas une réponse de MediaWiki"),
     ([1], "pas une réponse"), ({"query": {"pages": None}}, "pas une réponse")],
)  # fmt: skip
def test_what_is_no_answer_is_refused_in_words(found, said):
    with pytest.raises(ValueError, match=f"wiki.json : .*{said}"):
        answer(found)


def test_a_wikitable_is_read_with_its_spans_links_and_templates():
    text = """Avant || après
{| class="wikitable sortable"
|+ Les ''lieux''
! scope="col" | Nom !! Ville || Site
|-
| [[Le fournil|Fournil]] || rowspan="2" | [[Brest]]<br/>centre || [http://f.example son site]
|-
|style="color:red"|'''Jardin''' de l'Étang
| {{Modèle|a=1|b={{Autre
| c}} }}
|-
|-
| colspan=2 | NA
* suite
| <nowiki>a || b</nowiki><!-- || non -->
|- style="x"
|
{| class="interne"
| dedans || encore
|}
| [[:Catégorie:X]] || 01310
|}
{|
| seconde
|}"""
    assert mediawiki.wikitable(text) == [
        ["Nom", "Ville", "Site"],
        ["Fournil", "Brest\ncentre", "son site (http://f.example)"],
        ["Jardin de l'Étang", "Brest\ncentre", "{{Modèle|a=1|b={{Autre\n| c}} }}"],
        ["NA\n* suite", "NA\n* suite", "<nowiki>a || b</nowiki>"],
        ['{| class="interne"\n| dedans || encore\n|}', "Catégorie:X", "01310"],
    ]
    assert mediawiki.wikitable("pas de {{tableau}}") == []
    assert mediawiki.wikitable("{|\n| a || colspan=99999 | b\n") == [["a", *["b"] * 1000]]
    assert mediawiki.wikitable("{|\n| \x000\x00 {{a \x000\x00}}\n|}") == [["0 {{a 0}}"]]


def wiki(handler):
    """Answer by parts, as a wiki does: two pages, then the text of the second, then a third."""
    if "Vide" in handler.path:
        return json.dumps({"batchcomplete": True}).encode()

    def said(pages, more=None):
        return json.dumps(
            {"query": {"pages": pages}} | ({"continue": more} if more else {})
        ).encode()

    if "gcmcontinue" in handler.path:
        return said([{"pageid": 3, "ns": 0, "title": "C", "fullurl": "http://w.example/C"}])
    if "rvcontinue" in handler.path:
        text = [{"slots": {"main": {"content": "texte B"}}}]
        more = {"gcmcontinue": "page|43|3", "continue": "gcmcontinue||"}
        return said([{"pageid": 2, "ns": 0, "title": "B", "revisions": text}], more)
    pages = [{"pageid": n, "ns": 0, "title": t, "fullurl": f"http://w.example/{t}"}
             for n, t in ((1, "A"), (2, "B"))]  # fmt: skip
    return said(pages, {"rvcontinue": "2|9", "continue": "||info"})


class Wiki(Site):
    def __call__(self, handler):
        self.asked.append(handler.path)
        return (404, b"") if handler.path == "/robots.txt" else (200, wiki(handler))


def test_the_members_of_a_category_are_followed_to_the_end(tmp_path):
    site = Wiki({})
    with serving(site, wait="0") as host:
        client = Clock().client(tmp_path)
        found = mediawiki.members(f"{host}/api.php", "Catégorie:Lieux", client, text=True)
        with pytest.raises(ValueError, match="« Vide » : aucune page"):
            mediawiki.members(f"{host}/api.php", "Vide", client)
    assert found.table["title"].tolist() == ["A", "B", "C"]
    assert found.table.loc[2, "wikitext"] == "texte B"
    assert found.table[found.ours["url"]].tolist()[2] == "http://w.example/C"
    assert "gcmtitle=Category%3ALieux" in site.asked[1]


def test_a_wiki_before_2013_is_followed_too(tmp_path):
    def old(handler):
        first = "gcmcontinue" not in handler.path
        title = "A" if first else "B"
        found = {"query": {"pages": {title: {"pageid": 1, "ns": 0, "title": title}}}}
        if first:
            found["query-continue"] = {"categorymembers": {"gcmcontinue": "B|"}}
        return 200, b"" if handler.path == "/robots.txt" else json.dumps(found).encode()

    with serving(old, wait="0") as host:
        found = mediawiki.members(f"{host}/api.php", "Lieux", Clock().client(tmp_path))
    assert found.table["title"].tolist() == ["A", "B"]
