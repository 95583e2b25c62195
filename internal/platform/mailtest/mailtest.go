// Package mailtest starts mail servers for tests: a real Dovecot with a mailbox, and a
// real aiosmtpd that takes letters; both on this machine, and gone when the test is over.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The one account of the server.
const (
	User     = "vanthu"
	Password = "mật khẩu dài lắm"
)

// Server is a running Dovecot with one account.
type Server struct {
	TLS   string         // host:port, encrypted from the first byte
	Plain string         // host:port, with STARTTLS
	Roots *x509.CertPool // whom to trust
	dir   string
}

// nobody is who the server runs as where the tests are run by root, whom Dovecot
// lets hold no mail.
const nobody = 65534

// Start starts the server; it is stopped at the end of the test.
func Start(t testing.TB) *Server {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		program = "/usr/sbin/dovecot"
	}
	if _, err := os.Stat(program); err != nil {
		t.Fatal("dovecot is not there; run scripts/setup")
	}
	dir, err := os.MkdirTemp("", "dovecot") // a short path: sockets have one
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{TLS: free(t), Plain: free(t), dir: dir}
	s.certificate(t)
	uid := os.Getuid()
	if uid == 0 {
		uid = nobody
	}
	s.write(t, "users", fmt.Sprintf("%s:{PLAIN}%s\n", User, Password))
	s.write(t, "dovecot.conf", s.config(t, uid))
	for _, sub := range []string{"home/Mail/cur", "home/Mail/new", "home/Mail/tmp", "run", "state"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, program, uid)
	return s
}

func (s *Server) run(t testing.TB, program string, uid int) {
	cmd := exec.Command(program, "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	if os.Getuid() == 0 {
		s.own(t, uid)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	for range 200 {
		if c, err := net.Dial("tcp", s.Plain); err == nil {
			c.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	said, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	t.Fatalf("dovecot does not start: %s", said)
}

func free(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *Server) write(t testing.TB, name, content string) {
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// own gives everything to the user that the server runs as.
func (s *Server) own(t testing.TB, uid int) {
	err := filepath.WalkDir(s.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, uid, uid)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func port(address string) string { return address[strings.LastIndexByte(address, ':')+1:] }

func name(t testing.TB, command, flag string, uid int) string {
	out, err := exec.Command(command, flag, "-n", fmt.Sprint(uid)).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func (s *Server) config(t testing.TB, uid int) string {
	user, group := name(t, "id", "-u", uid), name(t, "id", "-g", uid)
	return strings.NewReplacer("DIR", s.dir, "USER", user, "GROUP", group, "IMAPS", port(s.TLS), "IMAP", port(s.Plain), "UID", fmt.Sprint(uid)).Replace(`
base_dir = DIR/run
state_dir = DIR/state
log_path = DIR/log
protocols = imap
listen = 127.0.0.1
default_internal_user = USER
default_internal_group = GROUP
default_login_user = USER
first_valid_uid = UID
last_valid_uid = UID
mail_location = maildir:~/Mail
ssl = yes
ssl_cert = <DIR/cert.pem
ssl_key = <DIR/key.pem
auth_mechanisms = plain login
auth_username_format = %n
disable_plaintext_auth = no
passdb {
  driver = passwd-file
  args = DIR/users
}
userdb {
  driver = static
  args = uid=UID gid=UID home=DIR/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = IMAP
  }
  inet_listener imaps {
    port = IMAPS
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
namespace inbox {
  inbox = yes
}
`)
}

// Deliver puts a letter into the folder, "" for the inbox, as a mail server does.
func (s *Server) Deliver(t testing.TB, letter []byte) {
	t.Helper()
	box := filepath.Join(s.dir, "home/Mail")
	waiting := filepath.Join(box, "tmp", fmt.Sprintf("%d.%d.test", len(s.Letters(t, "")), os.Getpid())+rand.Text())
	if err := os.WriteFile(waiting, letter, 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(waiting, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(waiting, filepath.Join(box, "new", filepath.Base(waiting))); err != nil {
		t.Fatal(err)
	}
}

// Letters lists the files of the letters in a folder, "" for the inbox.
func (s *Server) Letters(t testing.TB, folder string) (out []string) {
	t.Helper()
	box := filepath.Join(s.dir, "home/Mail")
	if folder != "" {
		box = filepath.Join(box, "."+folder)
	}
	for _, sub := range []string{"new", "cur"} {
		found, err := filepath.Glob(filepath.Join(box, sub, "*"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	return out
}

func (s *Server) certificate(t testing.TB) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Máy thư thử"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	raw, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})))
	s.write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(cert)
}
