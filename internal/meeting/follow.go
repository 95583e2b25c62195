package meeting

import (
	"context"
	"fmt"

	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Follower makes the meetings follow a reorganisation: paths change with their
// units; a meeting that is being held or written up must be finished first; one
// that was only called by a unit that ends is called off, and members are told why.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "meeting", Count: s.countFollowing, Follow: s.follow}
}

func (s *Service) countFollowing(ctx context.Context, q db.Q, c org.Change) (int, error) {
	ending, err := unfinished(ctx, q, c)
	if err != nil {
		return 0, err
	}
	for _, m := range ending {
		if m.State == Opened || m.State == Ended {
			return 0, fault.New(fault.Conflict, "meeting.finish_first", m.Title)
		}
	}
	return len(ending), nil
}

// unfinished returns the meetings of units that end with the change.
func unfinished(ctx context.Context, q db.Q, c org.Change) (out []Meeting, err error) {
	for _, u := range c.Closed {
		all, err := near(ctx, q, u.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

func (s *Service) follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	ending, err := unfinished(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, m := range ending {
		if err := s.cancel(ctx, tx, m, fmt.Sprintf("%s kết thúc hoạt động từ ngày %s theo %s", unitOf(c, m.Unit), c.Day, c.Decision)); err != nil {
			return err
		}
	}
	return c.Repath(ctx, tx, "meeting")
}

func unitOf(c org.Change, id org.ID) string {
	for _, u := range c.Closed {
		if u.ID == id {
			return u.Name
		}
	}
	return "Đơn vị"
}
