package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/schedule"
)

func (p *program) subscriptionsCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "subscriptions",
		Short: "List all subscriptions",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("--format", format, "text", "json"); err != nil {
				return err
			}
			n, err := p.reading(cmd.Context())
			if err != nil {
				return err
			}
			defer n.close()
			subs, err := n.house.Subscriptions(cmd.Context(), bot.Channel{})
			if err != nil {
				return err
			}
			if format == "json" {
				return writeJSON(p.out, subscriptionLines(subs))
			}
			if len(subs) == 0 {
				fmt.Fprintln(p.out, "There are no subscriptions; in a channel, say subscribe and a topic.")
				return nil
			}
			w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tCHANNEL\tTOPICS\tWHEN\tSTATE\tNEXT")
			for _, s := range subs {
				fmt.Fprintf(w, "%d\t%s %s\t%s\t%s, %s\t%s\t%s\n", s.ID, s.Channel.Platform, s.Channel, strings.Join(s.Topics, ", "), s.Cadence, schedule.City(s.Zone), s.State, schedule.Show(s.Next, s.Zone))
			}
			return w.Flush()
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func (p *program) deliveriesCommand() *cobra.Command {
	c := &cobra.Command{Use: "deliveries", Short: "Read the ledger of deliveries, and try failed ones again"}
	var status, format string
	var limit int
	list := &cobra.Command{
		Use: "list", Short: "List deliveries, newest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("--format", format, "text", "json"); err != nil {
				return err
			}
			if err := oneOf("--status", status, "", string(bot.Pending), string(bot.Sending), string(bot.Sent), string(bot.Unknown), string(bot.Failed), string(bot.Skipped)); err != nil {
				return err
			}
			n, err := p.reading(cmd.Context())
			if err != nil {
				return err
			}
			defer n.close()
			rows, err := n.house.Deliveries(cmd.Context(), store.DeliveryFilter{Status: bot.Status(status), Limit: limit})
			if err != nil {
				return err
			}
			return p.listDeliveries(rows, format)
		},
	}
	list.Flags().StringVar(&status, "status", "", "pending, sending, sent, unknown, failed or skipped")
	list.Flags().StringVar(&format, "format", "text", "text or json")
	list.Flags().IntVar(&limit, "limit", 50, "rows at most")
	show := &cobra.Command{
		Use: "show ID", Short: "Show one delivery with everything that happened to it", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.showDelivery(cmd, args[0], format) },
	}
	show.Flags().StringVar(&format, "format", "text", "text or json")
	retry := &cobra.Command{
		Use: "retry ID", Short: "Post a failed or unknown delivery again", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.retryDelivery(cmd, args[0]) },
	}
	c.AddCommand(list, show, retry)
	return c
}

func (p *program) listDeliveries(rows []bot.Delivery, format string) error {
	if format == "json" {
		return writeJSON(p.out, deliveryLines(rows))
	}
	if len(rows) == 0 {
		fmt.Fprintln(p.out, "There are no such deliveries.")
		return nil
	}
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tCHANNEL\tDUE\tPART\tSTATUS\tATTEMPTS\tREASON")
	for _, d := range rows {
		fmt.Fprintf(w, "%d\t%s %s\t%s\t%d/%d\t%s\t%d\t%s\n", d.ID, d.Channel.Platform, d.Channel, schedule.Show(d.Slot, "UTC"), d.Part, d.Parts, d.Status, d.Attempts, d.Reason)
	}
	return w.Flush()
}

func (p *program) showDelivery(cmd *cobra.Command, arg, format string) error {
	if err := oneOf("--format", format, "text", "json"); err != nil {
		return err
	}
	id, err := numberArg(arg)
	if err != nil {
		return err
	}
	n, err := p.reading(cmd.Context())
	if err != nil {
		return err
	}
	defer n.close()
	d, err := n.house.Delivery(cmd.Context(), id)
	if err != nil {
		return err
	}
	events, err := n.house.Events(cmd.Context(), id)
	if err != nil {
		return err
	}
	if format == "json" {
		line := deliveryLines([]bot.Delivery{d})[0]
		line.Events = eventLines(events)
		return writeJSON(p.out, line)
	}
	if err := p.listDeliveries([]bot.Delivery{d}, "text"); err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, e := range events {
		attempt := ""
		if e.Attempt > 0 {
			attempt = fmt.Sprintf("attempt %d", e.Attempt)
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", e.At.UTC().Format("2006-01-02 15:04:05 UTC"), attempt, e.Status, e.Reason)
	}
	if d.Receipt != "" {
		fmt.Fprintf(w, "  the message there: %s\n", d.Receipt)
	}
	return w.Flush()
}

func (p *program) retryDelivery(cmd *cobra.Command, arg string) error {
	id, err := numberArg(arg)
	if err != nil {
		return err
	}
	n, err := p.reading(cmd.Context())
	if err != nil {
		return err
	}
	defer n.close()
	if err := n.house.Retry(cmd.Context(), id); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "Delivery %d is pending again; the running bot posts it within two minutes.\n", id)
	return nil
}

func numberArg(arg string) (int64, error) {
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil || id < 1 {
		return 0, misuse("give the number that the list shows", "%q is no number", arg)
	}
	return id, nil
}
