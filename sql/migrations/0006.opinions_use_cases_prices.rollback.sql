drop table model_prices;
drop table use_cases;
drop table opinions;
