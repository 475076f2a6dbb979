package bot

// A Dossier is what is to be known of a delivery before its edition is made.
type Dossier struct {
	Delivery     Delivery // without its message
	Removed      bool     // there is no such subscription any more, and nothing else is known
	Subscription Subscription
	Settings     Settings   // of the channel
	Outcomes     []Delivery // of the subscription, without their messages, newest slot first
	Own          bool       // its channel's Reader sees what not everybody does
	Sent         []int64    // numbers of the digests that the subscription was sent, ascending
}
