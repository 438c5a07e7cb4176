"""What a registry has to make of modules that are there already: of a second call, and of a reload."""

from __future__ import annotations

import gc
import importlib

from coursekit.exercises.metaclass_validation.promoters import Report, Theatre


def demand_repeatability(stage: Theatre) -> None:
    """Demand that `load` answers for the modules that it is called with."""
    for module in ("almeida", "bush"):
        stage.write(
            module,
            f"""
            class {module.title()}Feed(FeedFormat):
                schema = {{"seat": int}}


            class {module.title()}ArchiveFeed(FeedFormat):
                schema = {{"seat": int}}


            class {module.title()}PromoFeed(FeedFormat):
                pass
            """,
        )
    almeida = ["almeida.AlmeidaFeed", "almeida.AlmeidaArchiveFeed"]
    bush = ["bush.BushFeed", "bush.BushArchiveFeed"]
    # Somebody else has imported one of them before, as a test or another plug-in does.
    before = importlib.import_module("bush").BushFeed
    earlier: Report | None = None
    question = "What does an import do when the module is already there, and what did the registry rely on?"
    for because, modules, expected in (
        ("`bush` had been imported by somebody else before.", ["almeida", "bush"], [*almeida, *bush]),
        ("It was the second call.", ["almeida", "bush"], [*almeida, *bush]),
        ("It was called in another order before.", ["bush", "almeida"], [*bush, *almeida]),
        ("It was called with `almeida` before, and is now called without it.", ["bush"], bush),
    ):
        report = stage.load(*modules)
        report.demand_nothing_foreign(because, "Whose list is it that the formats are in, and since when?")
        report.demand_formats(expected, question, because)
        if "bush" in modules and before not in report.formats:
            raise report.wrong(
                f"{because} {report.called} registers another class `BushFeed` than the one that `bush` had before: "
                "the module was run a second time, and for whoever holds the first class, `isinstance` is now False.",
                "Who else holds the classes of a module, and what becomes of them when it is run again?",
            )
        if earlier and earlier.changed:
            raise report.wrong(
                f"{because} What {earlier.called} had given before changed with this call: whoever kept it holds "
                "another answer than he was given.",
                "Which object does `load` return, and how many of them are there?",
            )
        earlier = report
        for module in modules:
            report.demand_problem(
                f"{module.title()}PromoFeed has no schema.", f"{module.title()}PromoFeed", question=question
            )
        if len(report.problems) != len(modules):
            raise report.wrong(
                f"There are {len(modules)} bad formats, and {report.called} reports {len(report.problems)} lines.",
                question,
            )
    _demand_own_formats(stage)


def _demand_own_formats(stage: Theatre) -> None:
    stage.write("globe_archive", "class ArchiveFeed(FeedFormat):\n    schema = {}")
    stage.write("globe", "from globe_archive import ArchiveFeed\n\n\nclass GlobeFeed(ArchiveFeed):\n    pass")
    report = stage.load("globe")
    report.demand_nothing_foreign(
        "`globe` imports this format in order to derive from it.",
        "What else stands in a module's namespace beside what it defines, and how does a class tell?",
    )
    report.demand_formats(["globe.GlobeFeed"], "Which of the two classes was defined in `globe`?")


def demand_reload(stage: Theatre) -> None:
    """Demand that after a reload the old classes and the old problems are gone."""
    source = """
        class DonmarFeed(FeedFormat):
            schema = {columns}


        class DonmarArchiveFeed(DonmarFeed):
            pass


        class DonmarPromoFeed(FeedFormat):
            schema = {promo}
        """
    stage.write("donmar", source.format(columns='{"seat": int}', promo="None"))
    stage.write("orange", "class OrangeFeed(FeedFormat):\n    schema = {}")
    in_use = stage.load("donmar", "orange").formats  # an import that is running keeps the classes it began with
    stage.write("donmar", source.format(columns='{"seat": int, "cents": int}', promo='{"code": str}'))
    for _ in range(2):
        module = stage.reload("donmar")
        gc.collect()
        report = stage.load("donmar", "orange")
        question = "What of the first import is still there after `importlib.reload`, and who removes it?"
        if [each for each in report.formats if each.__module__ == "donmar" and each in in_use]:
            raise report.wrong(
                f"`donmar` was rewritten and reloaded. {report.called} still registers a class of the first import"
                f"{' beside the new one' if len(report.formats) > 4 else ''}.",
                question,
            )
        expected = ["donmar.DonmarFeed", "donmar.DonmarArchiveFeed", "donmar.DonmarPromoFeed", "orange.OrangeFeed"]
        report.demand_formats(expected, question, "`donmar` was rewritten and reloaded.")
        if [each for each in report.formats if each.__module__ == "donmar" and vars(module)[each.__name__] is not each]:
            raise report.wrong(
                f"`donmar` was reloaded. {report.called} registers other classes than those that the module has now.",
                question,
            )
        report.demand_no_problems(
            "The promoter has mended this format, and the module was reloaded.",
            "How long does the registry remember a problem, and what would make it look again?",
        )
