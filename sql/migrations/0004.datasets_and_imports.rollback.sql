drop table import_rejects;
drop table import_rows;
drop table imports;
drop table datasets;
