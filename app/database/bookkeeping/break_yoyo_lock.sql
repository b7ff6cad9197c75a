-- Purpose: remove the row of a yoyo that was killed; whoever runs this holds the lock that counts.
delete from yoyo_lock;
