package db

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestStepsSayToEachEngineWhatIsItsOwn(t *testing.T) {
	t.Parallel()
	dir := fstest.MapFS{"0001_a.sql": {Data: []byte("a\n-- +only sqlite\nb\n-- +only postgres\nc\n-- +all\nd\n")}, "note.txt": {Data: []byte("-- +only x\n")}}
	for engine, want := range map[string]string{"sqlite": "a\nb\nd\n", "postgres": "a\nc\nd\n"} {
		got, err := fs.ReadFile(steps{dir, engine}, "0001_a.sql")
		if err != nil || string(got) != want {
			t.Errorf("%s reads %q: %v", engine, got, err)
		}
	}
	if got, err := fs.ReadFile(steps{dir, "sqlite"}, "note.txt"); err != nil || len(got) == 0 {
		t.Errorf("%q %v", got, err)
	}
	if _, err := fs.ReadFile(steps{dir, "sqlite"}, "0002_b.sql"); err == nil {
		t.Error("a step was read that is not there")
	}
}
