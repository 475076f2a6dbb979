package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"waybill/bot"
)

// A Server shows the pages.
type Server struct {
	http *http.Server
	l    net.Listener
}

// Listen opens the address at which the pages are. Its error is a *bot.Error
// of kind Invalid.
func (m *Metrics) Listen(address string, s State, log *slog.Logger) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("metrics cannot be shown at %s: %v", address, bare(err)),
			Hint: "choose another address for metrics.listen, or leave it out", Err: err,
		}
	}
	return &Server{l: l, http: &http.Server{
		Handler: m.pages(s), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}, nil
}

func bare(err error) error {
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e.Err
	}
	return err
}

// Address is where the server listens.
func (s *Server) Address() string { return s.l.Addr().String() }

// Run shows the pages until the context ends.
func (s *Server) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.http.Close() })
	defer stop()
	if err := s.http.Serve(s.l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("show metrics: %w", err)
	}
	return nil
}

// pages are /metrics for Prometheus; /healthz, which answers as long as the
// process does; and /readyz, which says in words what keeps the bot from its
// work.
func (m *Metrics) pages(s State) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patient)
		defer cancel()
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		not := s.Unready(ctx)
		if len(not) == 0 {
			fmt.Fprintln(w, "ready")
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		for _, why := range not {
			fmt.Fprintln(w, why)
		}
	})
	return mux
}
