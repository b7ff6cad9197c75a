drop function plain_numbers(jsonb);
drop function name_query(text);
drop function name_words(text);
drop function slug_base(text, text);
drop function slug_text(text);
drop function normal_name(text);
drop function set_updated_at();
