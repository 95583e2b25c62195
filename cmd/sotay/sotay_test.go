package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// shell runs commands on one data folder.
type shell struct {
	*testing.T
	dir string
}

func newShell(t *testing.T) shell {
	t.Helper()
	return shell{t, t.TempDir()}
}

func (s shell) file(name, text string) string {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

func (s shell) run(args ...string) (code int, said string) {
	s.Helper()
	var out bytes.Buffer
	code = run(s.Context(), append(args, "--data", filepath.Join(s.dir, "data")), &out, &out)
	return code, out.String()
}

func (s shell) want(code int, words string, args ...string) string {
	s.Helper()
	got, said := s.run(args...)
	if got != code || !strings.Contains(said, words) {
		s.Errorf("%v: code %d, said:\n%s", args, got, said)
	}
	return said
}

const units = "Mã đơn vị,Tên đơn vị,Mã cấp trên,Loại\nT,Đảng bộ tỉnh Thanh Lâm,,Tỉnh\nT.1,Đảng bộ xã Lâm Sơn,T,Xã\nT.1.1,Chi bộ thôn Đồng Tâm,T.1,Chi bộ\n"

const members = "Họ và tên,Ngày sinh,Ngày vào Đảng,Ngày chính thức,Mã chi bộ\nNguyễn Văn An,01/02/1980,03/02/2005,03/02/2006,T.1.1\nTrần Thị Bình,05/06/1985,19/05/2010,19/05/2011,T.1.1\n"

func TestListsComeInAndGoOut(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.want(0, "phiên bản mới nhất", "migrate")
	list := s.file("units.csv", units)
	s.want(0, "Chưa ghi gì", "import", "units", list, "--dry-run")
	s.want(0, "Lập mới  3", "import", "units", list)
	s.want(0, "Không đổi  3", "import", "units", list)

	people := s.file("members.csv", members)
	s.want(0, "Thêm mới  2", "import", "members", people, "--dry-run")
	s.want(0, "Thêm mới  2", "import", "members", people, "--unit", "T.1")
	s.want(0, "Không đổi  2", "import", "members", people)
	s.want(0, "Đã xuất 2 đảng viên", "export", "members", "--unit", "T.1.1", filepath.Join(s.dir, "out.xlsx"))
	s.want(0, "Không đổi  2", "import", "members", filepath.Join(s.dir, "out.xlsx"))
}

func TestRefusalsAreSaid(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	list := s.file("members.csv", members+"Lê Văn C,31/02/1980,03/02/2005,03/02/2006,T.1.1\n")
	s.want(1, "sotay import units", "import", "members", list)
	s.want(0, "Lập mới", "import", "units", s.file("units.csv", units))
	s.want(1, "không có đơn vị nào mang mã XX", "import", "members", list, "--unit", "XX")
	result := filepath.Join(s.dir, "result.xlsx")
	s.want(1, "dòng 4", "import", "members", list, "--result", result)
	if info, err := os.Stat(result); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	s.want(0, "Thêm mới  2", "import", "members", list, "--skip-refused")
	s.want(1, "dòng 2", "import", "units", s.file("bad.csv", "Mã đơn vị,Tên đơn vị,Mã cấp trên\nT.9,Chi bộ thôn Lạ,KHÔNG CÓ\n"), "--result", result)
	s.want(1, "Mã đơn vị", "import", "units", s.file("none.csv", "a,b\n1,2\n"))
	s.want(1, "Lỗi", "import", "units", s.file("empty.csv", ""))
	s.want(2, "sotay --help", "import", "units", "no-such-file.csv")
	s.want(2, "sotay --help", "dance")
}

func TestAdministratorIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	said := s.want(0, "Mã dùng một lần", "admin", "create", "quantri")
	if !regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}`).MatchString(said) {
		t.Error(said)
	}
	s.want(1, "Lỗi", "admin", "create", "quantri")
	s.want(1, "Lỗi", "admin", "create", "Quản Trị")
	s.want(0, "sotay", "version")
}

// spoken is output that is read while it is written.
type spoken struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestServeStartsAndEnds(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var out spoken
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, &out, &out)
	}()
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	url := ""
	for range 200 {
		if url = address.FindString(out.String()); url != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	res, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err, out.String())
	}
	res.Body.Close()
	stop()
	select {
	case c := <-code:
		if c != 0 || res.StatusCode != http.StatusOK {
			t.Error(c, res.Status, out.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server does not end")
	}
}
