"""What a client is told when a constraint says no: every one that a request can break.

The others guard against faults of ours; they are answered with 500, and the log names them.
"""

from typing import Final

from msgspec import Struct


class Rule(Struct, frozen=True):
    """The status, the field at fault where it is one, and a sentence."""

    status: int
    field: str
    detail: str

    def status_for(self, method: str) -> int:
        """A foreign key fires on both sides: a missing parent is 422, a parent that is still needed 409."""
        return 409 if method == "DELETE" else self.status


def taken(field: str, detail: str) -> Rule:
    return Rule(409, field, detail)


def bad(field: str, expected: str) -> Rule:
    return Rule(422, field, f"Expected {expected}.")


def missing(field: str) -> Rule:
    return Rule(422, field, f"There is no such {field}.")


def line(field: str, longest: int) -> Rule:
    return bad(field, f"1 to {longest} characters without blanks at either end")


def printable(field: str, longest: int) -> Rule:
    return bad(field, f"1 to {longest} characters without blanks at either end or control characters")


def prose(field: str, longest: int) -> Rule:
    return bad(field, f"1 to {longest:,} characters")


def link(field: str) -> Rule:
    return bad(field, "an address that begins with http:// or https://, of at most 2,048 characters")


def day(field: str) -> Rule:
    return bad(field, "a day between 1900-01-01 and 9999-12-30")


NAME: Final = bad(
    "name",
    "1 to 255 characters, not punctuation alone, without blanks at either end or control characters",
)
SLUG: Final = bad(
    "slug", "at most 100 of a-z, 0-9, '-' and '.', with a letter, no two of '-' and '.' together"
)
ALIAS: Final = bad("aliases", "names of 1 to 255 characters, each with at least one that is no punctuation")
SPELLING: Final = printable("aliases", 255)
ROLE: Final = bad("role", "member or editor")
EMAIL: Final = bad("email", "an address of 3 to 254 characters")
LAST_SUPERUSER: Final = Rule(
    409,
    "",
    "No active superuser would be left; make somebody else a superuser first (PATCH /api/v1/users/…).",
)
WRITER: Final = Rule(422, "created_by", "The account that writes is gone.")
DUPLICATE: Final = taken(
    "model", "This result is there already: same model, benchmark, date, source, settings and external_id."
)

RULES: Final[dict[str, Rule]] = {
    # Where a statement finds the parent by its slug, one that is not there is a missing value in this column.
    "model_id": missing("model"),
    "benchmark_id": missing("benchmark"),
    "models_name_key": taken("name", "There is a model of this name already."),
    "models_slug_key": taken("slug", "Another model has this slug."),
    "models_name_check": NAME,
    "models_slug_check": SLUG,
    "models_release_date_check": day("release_date"),
    "models_organization_check": printable("organization", 255),
    "models_license_check": line("license", 255),
    "models_status_check": bad("status", "active, deprecated or retired"),
    "models_description_check": prose("description", 20_000),
    "models_metadata_check": bad("metadata", "a JSON object of at most 65,536 bytes"),
    "model_names_pkey": taken("name", "Another model is known by this name or alias."),
    "model_names_one_name_key": taken("name", "The model has a name already."),
    "model_names_model_id_fkey": missing("model"),
    "model_names_name_check": ALIAS,
    "model_names_spelling_check": SPELLING,
    "benchmarks_name_key": taken("name", "There is a benchmark of this name already."),
    "benchmarks_slug_key": taken("slug", "Another benchmark has this slug."),
    "benchmarks_name_check": NAME,
    "benchmarks_slug_check": SLUG,
    "benchmarks_bounds_check": bad("min_score", "finite numbers, min_score below max_score"),
    "benchmarks_category_check": line("category", 255),
    "benchmarks_description_check": prose("description", 20_000),
    "benchmarks_url_check": link("url"),
    "benchmarks_metric_check": line("metric", 100),
    "benchmarks_unit_check": line("unit", 50),
    "benchmarks_task_check": line("task", 255),
    "benchmark_names_pkey": taken("name", "Another benchmark is known by this name or alias."),
    "benchmark_names_one_name_key": taken("name", "The benchmark has a name already."),
    "benchmark_names_benchmark_id_fkey": missing("benchmark"),
    "benchmark_names_name_check": ALIAS,
    "benchmark_names_spelling_check": SPELLING,
    "benchmark_results_identity_key": DUPLICATE,
    "benchmark_results_external_id_key": taken("external_id", "This source has reported this run already."),
    "benchmark_results_model_id_fkey": missing("model"),
    "benchmark_results_benchmark_id_fkey": missing("benchmark"),
    "benchmark_results_created_by_fkey": WRITER,
    "benchmark_results_import_id_fkey": missing("import"),
    "benchmark_results_score_check": bad("score", "a finite number"),
    "benchmark_results_stderr_check": bad("stderr", "a finite number, 0 or more"),
    "benchmark_results_interval_check": bad("ci_low", "both ends or none, finite, ci_low not above ci_high"),
    "benchmark_results_samples_check": bad("samples", "1 or more"),
    "benchmark_results_date_tested_check": day("date_tested"),
    "benchmark_results_score_raw_check": prose("score_raw", 255),
    "benchmark_results_source_check": printable("source", 255),
    "benchmark_results_source_url_check": link("source_url"),
    "benchmark_results_evidence_check": bad("evidence", "self_reported, independent or community"),
    "benchmark_results_external_id_check": line("external_id", 255),
    "benchmark_results_status_check": bad("status", "active, retracted or superseded"),
    "benchmark_results_status_reason_check": bad(
        "status_reason", "1 to 2,000 characters where the status is not active, and nothing where it is"
    ),
    "benchmark_results_settings_check": bad("settings", "a JSON object of at most 8,192 bytes"),
    "benchmark_results_bounds_check": bad("score", "a number from min_score to max_score of its benchmark"),
    "benchmarks_results_bounds_check": bad("min_score", "bounds that leave no active result outside"),
    "merges_reason_check": prose("reason", 2_000),
    "opinions_model_id_fkey": missing("model"),
    "opinions_created_by_fkey": WRITER,
    "opinions_date_published_check": day("date_published"),
    "opinions_content_check": bad("content", "at most 20,000 characters that are not all blank"),
    "opinions_sentiment_check": bad("sentiment", "positive, negative, neutral or mixed"),
    "opinions_source_check": line("source", 255),
    "opinions_author_check": line("author", 255),
    "opinions_url_check": link("url"),
    "opinions_tags_check": bad(
        "tags", "at most 32 labels of 2,000 characters together, none empty, no commas"
    ),
    "use_cases_model_id_fkey": missing("model"),
    "use_cases_created_by_fkey": WRITER,
    "use_cases_use_case_check": line("use_case", 255),
    "use_cases_description_check": prose("description", 20_000),
    "use_cases_mentioned_by_check": line("mentioned_by", 255),
    "model_prices_offering_key": taken("valid_from", "This offering has a price from this day on already."),
    "model_prices_model_id_fkey": missing("model"),
    "model_prices_valid_from_check": day("valid_from"),
    "model_prices_provider_check": line("provider", 100),
    "model_prices_offering_check": line("offering", 255),
    "model_prices_tier_check": line("tier", 50),
    "model_prices_source_url_check": link("source_url"),
    "model_prices_amounts_check": bad("input", "at least one of the four prices, none below 0"),
    "users_email_key": taken("email", "There is an account with this address already."),
    "users_username_key": taken("username", "Another account has this name."),
    "users_email_check": EMAIL,
    "users_username_check": bad(
        "username", "1 to 50 of a-z, 0-9, '.', '_' and '-', a letter or digit at both ends"
    ),
    "users_full_name_check": prose("full_name", 255),
    "users_role_check": ROLE,
    "users_last_superuser_check": LAST_SUPERUSER,
    "api_keys_name_check": line("name", 100),
    "api_keys_scopes_check": bad("scopes", "a list of at most 32"),
    "api_keys_user_id_fkey": missing("user"),
    "invitations_email_check": EMAIL,
    "invitations_role_check": ROLE,
    "invitations_invited_by_fkey": WRITER,
    "datasets_user_id_fkey": missing("user"),
    "datasets_original_filename_check": prose("original_filename", 255),
    "datasets_description_check": prose("description", 20_000),
    "datasets_options_check": bad("options", "a JSON object of at most 1,048,576 bytes"),
    "imports_dataset_id_fkey": missing("dataset"),
    "imports_created_by_fkey": WRITER,
    "imports_filename_check": prose("filename", 255),
    "imports_format_check": prose("format", 50),
    "mappings_name_check": bad("name", "a-z, 0-9, '-' and '.', with a letter, at most 100 characters"),
    "mappings_description_check": prose("description", 20_000),
    "mappings_mapping_check": bad("mapping", "at most 65,536 bytes of JSON"),
}
