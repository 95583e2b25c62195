package publication

import (
	"slices"
	"strings"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

const (
	maxTitle   = 1000
	maxTargets = 200
	maxText    = 500
	maxChoices = 6
)

// check is the form of what is to be sent.
func check(p Paper, today civil.Date) error {
	var c fault.Check
	c.That(p.Subject != "" && strings.HasPrefix(p.Link, "/"), "subject", "publication.subject_missing")
	c.That(p.Title != "", "title", "publication.title_missing")
	c.That(len([]rune(p.Title)) <= maxTitle, "title", "publication.title_long")
	c.That(len(p.Targets) > 0, "targets", "publication.targets_missing")
	c.That(len(p.Targets) <= maxTargets, "targets", "publication.targets_many")
	c.That(slices.Contains([]Asking{None, Confirm, Answer}, p.Ask), "ask", "publication.ask_unknown")
	c.That(p.Due.IsZero() || p.Due >= today, "due", "publication.due_past")
	if p.Ask == Answer {
		p.Question.Check(&c)
	}
	return c.Err("publication.invalid")
}

// Check is the form of a question.
func (q Question) Check(c *fault.Check) {
	c.That(q.Text != "" && len([]rune(q.Text)) <= maxText, "question", "publication.question_text")
	c.That(len(q.Choices) >= 2 && len(q.Choices) <= maxChoices, "choices", "publication.choices_number")
	empty := func(s string) bool { return strings.TrimSpace(s) == "" || len([]rune(s)) > maxText }
	c.That(!slices.ContainsFunc(q.Choices, empty), "choices", "publication.choices_text")
	c.That(q.Right >= 0 && q.Right < len(q.Choices), "choices", "publication.right_missing")
}

// first is a mark at the first opening.
func (p Publication) first(by string) Mark { return Mark{Done: p.Ask == None, By: by} }

// mayMark refuses what can no longer be read.
func (p Publication) mayMark() error {
	if !p.Withdrawn.IsZero() {
		return fault.New(fault.Conflict, "publication.withdrawn")
	}
	return nil
}
