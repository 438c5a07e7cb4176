"""What a registry has to find in promoters' modules, to report, and to survive."""

from __future__ import annotations

from coursekit.exercises.metaclass_validation.promoters import Theatre, listed


def demand_registration(stage: Theatre) -> None:
    """Demand every good format, once, in order."""
    stage.write(
        "phoenix",
        """
        class StandardFeed(FeedFormat):
            schema = {"row": str, "seat": int}


        class GalaFeed(StandardFeed):
            pass


        Legacy = StandardFeed
        """,
    )
    stage.write(
        "odeon",
        """
        class StandardFeed(FeedFormat):
            schema = {"block": str, "seat": int, "cents": int}


        class LobbyFeed(FeedFormat):
            schema = {}
        """,
    )
    report = stage.load("phoenix", "odeon")
    if "phoenix.GalaFeed" not in report.names and "phoenix.StandardFeed" in report.names:
        raise report.wrong(
            f"{report.called} registers phoenix.StandardFeed and not phoenix.GalaFeed, which is derived from it.",
            "How many steps below `FeedFormat` does the registry look, and how many are there?",
        )
    report.demand_formats(
        ["phoenix.StandardFeed", "phoenix.GalaFeed", "odeon.StandardFeed", "odeon.LobbyFeed"],
        "What does the registry know a format by, and can two formats have that in common?",
    )
    report.demand_no_problems("There is nothing wrong with these modules.", "What does it take for a fault?")


def demand_report(stage: Theatre) -> None:
    """Demand that a bad format is a line in the report and costs its neighbours nothing."""
    for module, body, what in (
        ("palace", "pass", "has no schema"),
        ("lyric", "schema = None", "has None as schema"),
        ("savoy", "schema = ['row', 'seat']", "has a list as schema"),
    ):
        stage.write(
            module,
            f"""
            class {module.title()}Feed(FeedFormat):
                schema = {{"row": str, "seat": int}}


            class {module.title()}PromoFeed(FeedFormat):
                {body}


            class {module.title()}SchoolFeed({module.title()}Feed):
                pass
            """,
        )
        stage.write(f"{module}_annex", f"class {module.title()}AnnexFeed(FeedFormat):\n    schema = {{}}")
        report = stage.load(module, f"{module}_annex")
        bad = f"{module.title()}PromoFeed"
        if f"{module}.{bad}" in report.names:
            raise report.wrong(
                f"{module}.{bad} {what}, and {report.called} registers it: it will fail at the first line of its feed.",
                "What does the import need of a format, and who looks whether it is there?",
            )
        good = [f"{module}.{module.title()}Feed", f"{module}.{module.title()}SchoolFeed"]
        report.demand_formats(
            [*good, f"{module}_annex.{module.title()}AnnexFeed"],
            "At which moment does an error leave the rest of its module undefined, and at which not?",
            f"{bad} {what}; what stands beside it is in order.",
        )
        report.demand_problem(
            f"{bad} {what}.",
            bad,
            module,
            "schema",
            question="Where does the next person look who wonders why this feed is not imported?",
        )
        if len(report.problems) > 1:
            raise report.wrong(
                f"Only {bad} is bad, and {report.called} reports {len(report.problems)} lines.",
                "What else does it take for a fault?",
            )


_BROKEN = (
    ("garrick", "class GarrickFeed(FeedFormat:\n    schema = {}", "SyntaxError"),
    ("apollo", "import a_library_that_nobody_has_installed", "ModuleNotFoundError"),
    ("adelphi", "from os import nothing_of_this_name", "ImportError"),
    ("gielgud", "TICKETS = {}\nTICKETS['row']", "KeyError"),
    ("wyndham", "import sys\n\nsys.exit('no feed today')", "SystemExit"),
    ("lyceum", "class SoldOut(Exception):\n    pass\n\n\nraise SoldOut('stalls: full\\ncircle: full')", "SoldOut"),
)


def demand_survival(stage: Theatre) -> None:
    """Demand that a module which cannot be imported is a line in the report, and no more."""
    for module, body, raised in _BROKEN:
        title, annex = module.title(), f"{module}_annex"
        half = "" if raised == "SyntaxError" else f"class {title}HalfFeed(FeedFormat):\n    schema = {{}}\n\n\n"
        stage.write(module, f"{half}{body}")
        stage.write(annex, f"class {title}AnnexFeed(FeedFormat):\n    schema = {{}}")
        report = stage.load(module, annex)
        if f"{module}.{title}HalfFeed" in report.names:
            raise report.wrong(
                f"`{module}` fails halfway through its import, and {report.called} registers {title}HalfFeed from it: "
                "the module that this class's methods rely on does not exist.",
                "What had happened before the error, and who takes it back?",
            )
        report.demand_formats(
            [f"{annex}.{title}AnnexFeed"], "What happens to the modules that come after a broken one?"
        )
        lines = [line for line in report.problems if raised.lower() in line.lower() and module in line.lower()]
        if len(lines) != 1 or len(report.problems) != 1:
            raise report.wrong(
                f"Importing `{module}` raises {raised}. Exactly one line with the module's name and the exception's "
                f"type was expected; of the lines that {report.called} reports, {len(lines)} have both and "
                f"{len(report.problems) - len(lines)} have not.",
                "Which exceptions are caught, and what of them is written down?",
            )
        if (number := len(lines[0].splitlines())) > 1:
            raise report.wrong(
                f"Importing `{module}` raises {raised}, and what {report.called} reports of it is a text of {number} "
                "lines. One was asked for: whoever searches the log for the module finds the first.",
                "Whose text is it that stands in this line, and what may be in it?",
            )


def demand_no_abstract(stage: Theatre) -> None:
    """Demand that bases are neither registered nor reported."""
    stage.write(
        "barbican",
        """
        class CsvFeed(FeedFormat):
            abstract = True


        class SemicolonFeed(CsvFeed):
            abstract = True
            schema = {"row": str}


        class BarbicanFeed(SemicolonFeed):
            pass


        class BarbicanGalaFeed(CsvFeed):
            schema = {"table": int}


        class BarbicanMatineeFeed(CsvFeed):
            abstract = False
            schema = {"seat": int}


        class BarbicanPromoFeed(CsvFeed):
            pass
        """,
    )
    report = stage.load("barbican")
    if missing := [name for name in ("barbican.BarbicanFeed", "barbican.BarbicanGalaFeed") if name not in report.names]:
        raise report.wrong(
            f"{report.called} does not register {listed(missing)}. Its parent says `abstract = True`, it does not.",
            "In which namespace does the registry look for `abstract`?",
        )
    if "barbican.BarbicanMatineeFeed" not in report.names:
        raise report.wrong(
            f"{report.called} does not register barbican.BarbicanMatineeFeed, which says `abstract = False`.",
            "Does the registry ask whether there is an `abstract`, or what it says?",
        )
    report.demand_formats(
        ["barbican.BarbicanFeed", "barbican.BarbicanGalaFeed", "barbican.BarbicanMatineeFeed"],
        "Which class in the module says of itself that it is only a base?",
    )
    for abstract in ("CsvFeed", "SemicolonFeed"):
        lines = [line for line in report.problems if abstract in line and "BarbicanPromoFeed" not in line]
        if lines:
            raise report.wrong(
                f"{report.called} reports {abstract}, which says that it is abstract: {lines[0]}",
                "What is asked first: whether it is a format, or whether it is a good one?",
            )
    report.demand_problem(
        "BarbicanPromoFeed is not abstract and has no schema.",
        "BarbicanPromoFeed",
        "barbican",
        "schema",
        question="Is `abstract` inherited here?",
    )
