package gateway

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gorilla/websocket"

	"waybill/bot"
)

// Codes with which Discord closes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const (
	closeNotAuthenticated = 4003
	closeBadToken         = 4004
	closeInvalidSeq       = 4007
	closeTimedOut         = 4009
	closeInvalidShard     = 4010
	closeShardingRequired = 4011
	closeInvalidVersion   = 4012
	closeInvalidIntents   = 4013
	closeForbiddenIntents = 4014
)

// ErrMoreShards is in the chain of the error of a bot that is in too many
// servers for its number of connections.
var ErrMoreShards = errors.New("more connections are needed")

// closed is what follows from a lost connection.
func closed(err error) ending {
	lost, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		return ending{why: err.Error()}
	}
	end := ending{why: "Discord closed the connection, code " + strconv.Itoa(lost.Code), fatal: refusal(lost.Code)}
	switch lost.Code {
	case closeNotAuthenticated, closeInvalidSeq, closeTimedOut:
		end.fresh = true
	}
	return end
}

// refusal is the error for a code after which coming back is pointless, else
// nil.
func refusal(code int) error {
	e := &bot.Error{Kind: bot.Permanent, Err: fmt.Errorf("gateway closed with %d", code)}
	switch code {
	case closeBadToken:
		e.Text = "Discord does not accept the bot's token"
		e.Hint = "reset it in the Developer Portal under Bot, and put the new one into the configuration"
	case closeForbiddenIntents:
		e.Text = "Discord refuses the gateway intents that the bot asks for"
		e.Hint = "enable them in the Developer Portal under Bot, Privileged Gateway Intents"
	case closeShardingRequired:
		e.Text = "the bot is in too many Discord servers for its number of connections"
		e.Hint = "set shards in [discord] to 0, or to a higher number"
		e.Err = errors.Join(e.Err, ErrMoreShards)
	case closeInvalidShard, closeInvalidVersion, closeInvalidIntents:
		e.Text = "Discord does not understand this version of the bot"
		e.Hint = "update Waybill"
	default:
		return nil
	}
	return e
}

// startFailed is what follows when the gateway's address can't be had: a
// refused token stays refused, everything else passes.
func startFailed(err error) ending {
	end := ending{why: "no gateway address: " + err.Error()}
	if e, ok := errors.AsType[*bot.Error](err); ok {
		if e.Kind == bot.Permanent {
			end.fatal = err
		}
		end.wait = e.After
	}
	return end
}
