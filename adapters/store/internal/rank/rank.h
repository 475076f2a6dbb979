// waybill_rank_register has every connection that is opened from now on rank;
// calling it again changes nothing. It returns a code of SQLite's.
int waybill_rank_register(void);
