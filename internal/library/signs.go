package library

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
	"sotay/internal/publication"
)

// The signs of a paper:
//
//	r_s_4            readers, as package publication writes them
//	h_document_9     who holds a right of the source at the unit itself
//	b_document_1     who holds one at this unit or below it: one for each on the way
//	k_ t_ i_ y_ c_ x_ source, type, issuer, year, topic, state
//	w_202611         the month, by which PostgreSQL is asked from the newest
func readerSign(key string) string { return "r_" + strings.ReplaceAll(key, ":", "_") }

func hereSign(kind string, unit int64) string  { return fmt.Sprintf("h_%s_%d", kind, unit) }
func belowSign(kind string, unit int64) string { return fmt.Sprintf("b_%s_%d", kind, unit) }
func monthSign(m civil.Month) string           { return "w_" + strings.ReplaceAll(string(m), "-", "") }

// hashed is a text of any form as a sign.
func hashed(prefix, text string) string {
	h := fnv.New64a()
	h.Write([]byte(vi.Fold(text)))
	return prefix + strconv.FormatUint(h.Sum64(), 36)
}

// signsOf are all signs of a paper that was sent to the readers with these keys;
// places are its own unit's and those of the offices that read it too.
func signsOf(e Entry, places []authz.Path, keys []string) string {
	out := []string{belowSign(e.Kind, 0)}
	for _, at := range places {
		out = append(out, hereSign(e.Kind, at.Unit()))
		for step := range strings.SplitSeq(strings.Trim(string(at), "/"), "/") {
			if n, err := strconv.ParseInt(step, 10, 64); err == nil {
				out = append(out, belowSign(e.Kind, n))
			}
		}
	}
	for _, k := range keys {
		out = append(out, readerSign(k))
	}
	for _, m := range e.Members {
		out = append(out, readerSign(publication.KeyOfMember(m)))
	}
	out = append(out, "k_"+e.Kind, hashed("t_", e.Type), fmt.Sprintf("i_%d", e.Unit), "x_"+string(e.State), "y_"+year(e.Day), monthSign(e.Day.Month()))
	if e.Topic != "" {
		out = append(out, hashed("c_", e.Topic))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

func year(d civil.Date) string {
	y, _, _ := d.Parts()
	return strconv.Itoa(y)
}

// signsFor are the signs of which a paper must have one for the actor to read it.
func (s *Service) signsFor(ctx context.Context, q db.Q, who authz.Actor) ([]string, error) {
	keys, err := s.sent.Keys(ctx, q, who)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, k := range keys {
		out = append(out, readerSign(k))
	}
	for _, f := range s.sources {
		for _, p := range f.Rights {
			for _, span := range who.Scope(p) {
				if span.Only {
					out = append(out, hereSign(f.Kind, span.Top.Unit()))
				} else {
					out = append(out, belowSign(f.Kind, span.Top.Unit()))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
