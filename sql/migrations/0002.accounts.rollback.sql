drop table audit;
drop table throttle;
drop table invitations;
drop table api_keys;
drop table refresh_tokens;
drop table sessions;
drop table users;
