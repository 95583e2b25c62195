package web

import (
	"net/http"
	"strings"

	"sotay/internal/meeting"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/live"
)

func (w *Web) liveRoutes() []Route {
	return []Route{signed("GET /live", w.stream)}
}

const maxTopics = 8

// stream tells a browser when what it shows has a newer version. Only versions
// go through it, so that one message serves everybody; what changed is fetched
// under each person's own rights.
func (w *Web) stream(rw http.ResponseWriter, r *http.Request, v visit) error {
	topics := r.URL.Query()["topic"]
	if len(topics) == 0 || len(topics) > maxTopics {
		return fault.New(fault.Invalid, "web.form")
	}
	sub := w.Hub.Subscribe(v.Session.ID, append(topics, "account:"+v.Who.ID, "member:"+v.Who.Member)...)
	defer sub.Close()
	var err error
	if v.Visit, err = w.visitor(r); err != nil { // rights that were lost before the stream could hear of it
		return err
	}
	for _, t := range topics { // after subscribing, so that no change falls between
		version, err := w.versionOf(r, v.Who, t)
		if err != nil {
			return err
		}
		sub.Current(t, version)
	}
	if err := live.Serve(rw, r, sub); err != nil {
		w.Log.Debug("a stream ended", "error", err)
	}
	return nil
}

// versionOf is a topic's version, for who may see what it is about.
func (w *Web) versionOf(r *http.Request, who authz.Actor, topic string) (int64, error) {
	kind, id, _ := strings.Cut(topic, ":")
	switch kind {
	case "meeting":
		m, _, err := w.Meetings.Head(r.Context(), who, meeting.ID(id))
		return m.Rev, err
	case "inbox":
		if id == who.Member && id != "" {
			return 0, nil
		}
	}
	return 0, fault.New(fault.NotFound, "access.not_found")
}
