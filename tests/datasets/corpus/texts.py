"""Tables of text: how they are cut into cells, and which rows are refused."""

# ruff: noqa: E501 - a table of files, which is read line by line

from functools import partial
from typing import Final

from tests.datasets.corpus.expected import NAMES, Case
from tests.datasets.corpus.made import HEADER, changed, lines, long_text, quoted, rows, table

WIDE: Final = "Expected 5 cells, as the header has; found "
UNCLOSED: Final = "never closed"
ASSUMED: Final = "the first row is taken for their names"
NAMELESS: Final = "No row names the columns"
ONE: Final = ["1", "meta/alpha-1b", "GSM8K", "3.7", "2024-02-11"]
NOTES: Final = NAMES + " notes"
FIVE: Final = ["column_1", "column_2", "column_3", "column_4", "column_5"]

CUT: Final = [
    Case("clean.csv", table(rows(50)), 50, first=ONE),
    Case("no_last_end.csv", table(rows(50)).rstrip(), 50),
    Case("ragged.csv", changed(5000, {102: lambda row: row[:3], 2002: lambda row: [*row, "a", "b"], 4002: lambda row: row[:1]}),
         4997, rejects={102: WIDE + "3 cells", 2002: WIDE + "7 cells", 4002: WIDE + "1 cell"}),
    Case("late_extra_cell.csv", changed(5000, {4502: lambda row: [*row, "extra"]}), 4999, rejects={4502: WIDE + "6 cells"}),
    Case("short_of_empty_cells.csv", changed(20, {5: lambda row: row[:4], 6: lambda row: [*row[:4], ""]}), 19, rejects={5: WIDE + "4 cells"}),
    Case("two_then_three_columns.csv", "a,b\n" + "1,2\n" * 30 + "1,2,3\n" * 100, 30, "a b",
         rejects=dict.fromkeys(range(32, 132), "Expected 2 cells")),
    Case("three_lines.csv", "c0\nv0\na;b\n", 2, "c0", first=["v0"], warnings=(ASSUMED,)),
    Case("semicolons_and_decimal_commas.csv", table([[*row[:3], row[3].replace(".", ","), row[4]] for row in rows(50)], sign=";"),
         50, first=["1", "meta/alpha-1b", "GSM8K", "3,7", "2024-02-11"], found={"delimiter": ";", "decimal": ","}),
    Case("only_decimal_commas.csv", "a;b;c\n1,5;2,5;3,5\n4,5;5,25;6,5\n", 2, "a b c", first=["1,5", "2,5", "3,5"], found={"decimal": ","}),
    Case("thousands.csv", "a;b\n1,500;x\n2,500;y\n", 2, "a b", first=["1,500", "x"], found={"delimiter": ";", "decimal": None}),
    Case("tabs.tsv", table(rows(50), sign="\t"), 50, type="tsv", first=ONE),
    Case("tabs_with_commas.tsv", "a\tb\nx, y\t1\nz, w\t2\n", 2, "a b", "tsv", first=["x, y", "1"]),
    Case("tabs_called.csv", table(rows(50), sign="\t"), 50, type="tsv", first=ONE),
    Case("pipes.csv", table(rows(50), sign="|"), 50, first=ONE, found={"delimiter": "|"}),
    Case("colons.csv", table(rows(50), sign=":"), 50, options={"delimiter": ":"}, first=ONE),
    Case("no_sign.csv", table(rows(5)), options={"delimiter": '"'}, refused="no quotation mark"),
    Case("all_rows_broken.csv", '"a"b,c\n' * 20, refused="none can be cut into cells"),
    Case("header_broken.csv", '"a"b,c\n1,2\n3,4\n', 2, FIVE[:2], first=["1", "2"], warnings=(NAMELESS, "1 line above")),
    Case("sign_said_above.csv", "sep=;\r\n" + table(rows(5), sign=";", end="\r\n"), 5, first=ONE, warnings=("1 line above",)),
    Case("semicolons_in_texts.csv", "a,b\nx; y,1\nz; w,2\n", 2, "a b", first=["x; y", "1"]),
    Case("crlf.csv", table(rows(50), end="\r\n"), 50, first=ONE),
    Case("cr_only.csv", table(rows(50), end="\r"), 50, first=ONE),
    Case("mixed_ends.csv", table(rows(30), end="\r\n") + table(rows(20), None), 50, first=ONE),
    Case("blank_lines.csv", table(rows(50), end="\n\n"), 50, first=ONE),
    Case("lines_of_blanks.csv", "a,b\n1,2\n   \n\t\n3,4\n", 2, "a b"),
    Case("blanks_around.csv", " id , model ,score\n 1 , x , 2.5 \n", 1, "id model score", first=[" 1 ", " x ", " 2.5 "]),
    Case("blanks_before_quotes.csv", 'id, model, score\n1, "Heron, grey", 2\n2, "Egret", 3\n', 2, "id model score", first=["1", "Heron, grey", "2"]),
    Case("quoted_ends.csv", quoted(50, lambda number: f'one {number}\nline "two", here\n\nfour' if number % 3 == 0 else "plain"), 50, NOTES),
    Case("unclosed_quote.csv", lines(5000, {3000: lambda line: line.replace("meta", '"meta')}), 4999, rejects={3000: UNCLOSED}),
    Case("unclosed_before_others.csv", lines(20, {5: lambda line: line.replace("meta", '"meta'), 9: lambda line: line.replace("MMLU", '"MMLU"').replace("GSM8K", '"GSM8K"')}),
         19, rejects={5: UNCLOSED}),
    Case("unclosed_on_many_lines.csv", lines(200, dict.fromkeys(range(3, 200, 2), lambda line: line.replace("meta", '"meta'))),
         101, rejects=dict.fromkeys(range(3, 200, 2), UNCLOSED)),
    Case("unclosed_at_the_end.csv", lines(20, {21: lambda line: line.replace("meta", '"meta')}), 19, rejects={21: UNCLOSED}),
    Case("stray_quote.csv", lines(20, {5: lambda line: line.replace("meta", 'me"ta')}), 20),
    Case("behind_a_quote.csv", lines(20, {5: lambda line: line.replace("meta/", '"meta"/')}), 19, rejects={5: "Expected the end of the cell"}),
    Case("text_of_20_MB.csv", partial(long_text, 20_000_000), 2, "id model"),
    Case("text_of_22_MB.csv", partial(long_text, 22_000_000), 1, "id model", rejects={2: "longer than 20,971,520"}),
    Case("tall_row.csv", 'id,text\n1,"' + "a\n" * 300 + '"\n2,b\n', 2, "id text", warnings=("goes over 301 lines",)),
    Case("formulas.csv", "model,score\n=cmd|' /C calc'!A0,1\n+1+1,2\n-2+3,3\n", 3, "model score", first=["=cmd|' /C calc'!A0", "1"]),
    Case("leading_zeros.csv", "zip,code\n00501,0007\n00502,0008\n", 2, "zip code", first=["00501", "0007"]),
    Case("empty_rows.csv", "a,b\n1,2\n,\n,\n", 3, "a b", warnings=("2 rows in which",)),
    Case("footer.csv", table(rows(20)) + "Total,,,50.1,\n", 21),
    Case("end_of_dos.csv", "a,b\n1,2\n\x1a", 1, "a b", warnings=("control character (1A)",)),
]  # fmt: skip

HEADED: Final = [
    Case("names_twice.csv", table(rows(5), ["id", "model", "score", "Score", "ID"]), 5, "id model score Score_2 ID_2", warnings=("are changed: Score_2, ID_2",)),
    Case("names_missing.csv", table(rows(5), ["id", "", "benchmark", " ", "eval_date"]), 5, "id column_2 benchmark column_4 eval_date",
         warnings=("2 columns have no name: column_2, column_4",)),
    Case("names_in_the_way.csv", "a,a_2,a,__row\n1,2,3,4\n", 1, "a a_2 a_3 __row_2", warnings=("are changed: a_3, __row_2",)),
    Case("long_name.csv", f"{'n' * 300},b\n1,2\n", 1, ["n" * 255, "b"], warnings=("are long",)),
    Case("blanks_in_names.csv", '"a  b","c\nd"\n1,2\n', 1, ["a b", "c d"]),
    Case("no_header.csv", table(rows(20), None), 20, FIVE, first=ONE, warnings=(NAMELESS,), found={"header": False}),
    Case("no_header_of_texts.csv", table([[row[1], row[2], "ok"] for row in rows(20)], None), 20, FIVE[:3], warnings=(NAMELESS,)),
    Case("only_texts.csv", table([["x" + row[0], "y" + row[0]] for row in rows(20)], ["heron", "egret"]), 20, "heron egret", warnings=(ASSUMED,)),
    Case("known_names.csv", table([["x" + row[0], "y" + row[0]] for row in rows(20)], ["model", "egret"]), 20, "model egret"),
    Case("years.csv", "model,2023,2024\nHeron,1.5,2.5\nEgret,3,4\n", 2, "model 2023 2024"),
    Case("header_denied.csv", "model,score\nHeron,1\n", 2, FIVE[:2], options={"header": False}, first=["model", "score"]),
    Case("header_affirmed.csv", "1,2\n3,4\n", 1, "1 2", options={"header": True}),
    Case("one_row_of_numbers.csv", "1,2,3\n", 1, FIVE[:3], warnings=(NAMELESS,)),
    Case("late_change_of_type.csv", changed(3000, {2900: lambda row: [*row[:3], "pending", row[4]]}), 3000),
    Case("remarks_above.csv", "# exported 2024-05-01\n# by a, b\n\n" + table(rows(20)), 20, first=ONE, warnings=("3 lines above",), found={"skipped_lines": 3}),
    Case("title_above.csv", "Leaderboard of May\n\n" + table(rows(20)), 20, first=ONE, warnings=("2 lines above",)),
    Case("title_above_two_columns.csv", "Leaderboard\nmodel,score\nHeron,1\nEgret,2\n", 2, "model score", warnings=("1 line above",)),
    Case("skipped.csv", "a,b,c\nd,e,f\n" + table(rows(20)), 20, options={"skip_lines": 2}, first=ONE, found={"skipped_lines": 2}),
    Case("remarks_between.csv", "a,b\n1,2\n# half of it\n3,4\n", 2, "a b", warnings=("1 line that begins with #",)),
    Case("header_repeated.csv", table(rows(5)) + table(rows(5)), 10, rejects={7: "repeats the header"}),
    Case("signs_at_all_ends.csv", table([[*row, ""] for row in rows(5)], [*HEADER, ""]), 5, NAMES + " column_6", warnings=("1 column has no name",)),
    Case("signs_at_ends_of_rows.csv", table([[*row, ""] for row in rows(5)]), 5, NAMES + " column_6", warnings=("1 column has no name",)),
    Case("sign_at_end_of_header.csv", table(rows(5), [*HEADER, ""]), 5, NAMES),
    Case("names_of_rows.csv", "model score\n1 Heron 0.5\n2 Egret 0.7\n".replace(" ", ","), 2, "column_1 model score", warnings=("1 column has no name",)),
    Case("index_without_name.csv", ",model,score\n0,Heron,1\n1,Egret,2\n", 2, "column_1 model score", warnings=("1 column has no name",)),
    Case("header_only.csv", "id,model,score\n", 0, "id model score", warnings=("no row below it",)),
    Case("one_column.csv", "model\n" + "".join(f"m{number}\n" for number in range(50)), 50, "model"),
    Case("columns_2000.csv", ",".join(f"c{number}" for number in range(2000)) + "\n" + ",".join(["1"] * 2000) + "\n", 1, [f"c{number}" for number in range(2000)]),
    Case("columns_2001.csv", ",".join(f"c{number}" for number in range(2001)) + "\n" + ",".join(["1"] * 2001) + "\n", refused="It has 2,001 columns"),
    Case("wider_header.csv", "a,b,c\n1,2\n3,4\n", 0, "a b c", rejects={2: "found 2 cells", 3: "found 2 cells"}, warnings=("No row could be taken",)),
]  # fmt: skip

LATE: Final = table(rows(20)) + "21,Générale,MMLU,1.0,2024-01-01\n"
ACCENTED: Final = table([[row[0], "Générale", *row[2:]] for row in rows(20)])

ENCODED: Final = [
    Case("mark.csv", "\ufeff" + table(rows(20)), 20, first=ONE, found={"encoding": "utf-8"}),
    Case("utf_16_le.csv", ("\ufeff" + ACCENTED).encode("utf-16-le"), 20, found={"encoding": "utf-16"}),
    Case("utf_16_be.csv", ("\ufeff" + ACCENTED).encode("utf-16-be"), 20),
    Case("utf_16_le_without_mark.csv", ACCENTED.encode("utf-16-le"), 20, found={"encoding": "utf-16-le"}),
    Case("utf_16_be_without_mark.csv", ACCENTED.encode("utf-16-be"), 20),
    Case("utf_16_cut.csv", ("\ufeff" + ACCENTED).encode("utf-16-le")[:-1], refused="UTF-16 up to line 22, and damaged there"),
    Case("utf_32.csv", ("\ufeff" + ACCENTED).encode("utf-32-le"), 20),
    Case("cp1252.csv", table([[row[0], "“café” 5 €", *row[2:]] for row in rows(20)]).encode("cp1252"), 20,
         first=["1", "“café” 5 €", "GSM8K", "3.7", "2024-02-11"], warnings=("line 2 has the byte 93. It is read as cp1252",)),
    Case("cp1252_late.csv", LATE.encode("cp1252"), 21, warnings=("line 22 has the byte E9",)),
    Case("latin_1.csv", ACCENTED.replace("GSM8K", "\x81").encode("latin-1"), 20, warnings=("read as latin-1",)),
    Case("utf_8_but_for_a_line.csv", ACCENTED.encode() + "21,é,a,1,2\n".encode("cp1252"), 20, rejects={22: "not UTF-8"},
         warnings=("UTF-8 but for some lines, of which line 22 is the first",)),
    Case("stray_byte_in_header.csv", "é,è,ê,ë,à,â,î,ï,ô,ö,ù,".encode() + b"\xe9\n" + b",".join([b"1"] * 12) + b"\n", 1, "é è ê ë à â î ï ô ö ù ?", warnings=("line 1 is the first",)),
    Case("gbk.csv", "模型,分数\n一,1\n".encode("gbk"), 1, "模型 分数", options={"encoding": "gbk"}),
    Case("no_ascii.csv", "model,score\né,1\n".encode(), options={"encoding": "ascii"}, refused="line 2 has the byte C3"),
    Case("no_encoding.csv", "a,b\n1,2\n", options={"encoding": "base64"}, refused="no encoding base64"),
    Case("nuls.csv", table(rows(20)).replace("alpha-3b", "alpha\0-3b"), 17, rejects=dict.fromkeys([4, 11, 18], "NUL character")),
    Case("controls.csv", table(rows(20)).replace("alpha-3b", "alpha\x07-3b"), 20, warnings=("3 control characters, the first (07) on line 4",)),
]  # fmt: skip
