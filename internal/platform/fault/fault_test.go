package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestOfFindsTheFaultInsideAnError(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk")
	err := fmt.Errorf("saving: %w", New(Conflict, "meeting.closed", "A").Because(cause))
	if f := Of(err); f.Kind != Conflict || f.Code != "meeting.closed" || !Is(err, Conflict) || !errors.Is(err, cause) {
		t.Errorf("%+v", f)
	}
	if f := Of(cause); f.Kind != Internal || !errors.Is(f, cause) {
		t.Errorf("a stranger's error: %+v", f)
	}
	if Of(nil) != nil || Is(nil, Internal) || Of(nil).Says("x") {
		t.Error("no error is a fault")
	}
}

func TestCheckNamesEveryBadField(t *testing.T) {
	t.Parallel()
	var c Check
	if c.Err("x.invalid") != nil {
		t.Error("nothing was wrong")
	}
	c.That(true, "a", "x.a")
	c.That(false, "b", "x.first")
	c.That(false, "b", "x.second")
	c.That(false, "c", "x.c")
	f := Of(c.Err("x.invalid"))
	if f.Kind != Invalid || len(f.Fields) != 2 || f.Fields["b"] != "x.first" || f.Fields["c"] != "x.c" {
		t.Errorf("%+v", f)
	}
}

func TestCopiesDoNotShare(t *testing.T) {
	t.Parallel()
	base := New(Invalid, "x")
	one := base.Field("a", "x.a")
	if two := one.Field("b", "x.b"); len(base.Fields) != 0 || len(one.Fields) != 1 || len(two.Fields) != 2 {
		t.Errorf("%v %v %v", base.Fields, one.Fields, two.Fields)
	}
}
