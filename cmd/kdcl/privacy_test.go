//go:build linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// traffic is what the kernel counted in a network of its own: packets that left,
// and tries to reach a host or a name server that found no way. Of IPv6 it counts
// no such try; a program that asks for a name, or has an address of both kinds,
// tries IPv4 too.
func traffic(t *testing.T, snmp string) map[string]int {
	t.Helper()
	counted := map[string]int{}
	var heads []string
	for _, line := range strings.Split(snmp, "\n") {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		if _, err := strconv.Atoi(f[1]); err != nil {
			heads = f
			continue
		}
		for i, head := range heads {
			switch name := f[0] + head; name {
			case "Ip:OutRequests", "Ip:OutNoRoutes", "Tcp:ActiveOpens", "Tcp:PassiveOpens", "Udp:OutDatagrams":
				n, err := strconv.Atoi(f[i])
				if err != nil {
					t.Fatal(err)
				}
				counted[name] = n
			}
		}
	}
	if len(counted) != 5 {
		t.Fatalf("counted %v of\n%s", counted, snmp)
	}
	return counted
}

// A night tries to reach nothing on any network: in one of its own, the kernel
// counts no packet and no try. A mail server in unit.yaml changes that, which
// shows that the count would tell.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("unshare", "-rn", "true").CombinedOutput(); err != nil {
		t.Skipf("no network of one's own here: %v %s", err, out)
	}
	o := newTestOffice(t)
	s := o.samples()
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[9], s[17])
	there := o.copy(filepath.Join(t.TempDir(), "there"))
	apart := func(o testOffice, args ...string) map[string]int {
		cmd := o.command(args...)
		script := `"$@" >&2 && cat /proc/self/net/snmp`
		out, err := exec.Command("unshare", append([]string{"-rn", "sh", "-c", script, "sh"}, cmd.Args...)...).Output()
		if e := (*exec.ExitError)(nil); errors.As(err, &e) {
			t.Fatalf("%v: %v\n%s", args, err, e.Stderr)
		}
		o.must(err)
		return traffic(t, string(out))
	}
	for _, args := range [][]string{
		{"run", "--now", firstNight}, {"rebuild", "--now", firstNight}, {"report", "--now", firstNight}, {"export"}, {"status"}, {"form", "--all"}, {"run", "--dry-run", "--now", secondNight}, {"rules"}, {"prune"}, {"schedule", "--system", "cron"},
	} {
		for what, n := range apart(o, args...) {
			if n != 0 {
				t.Errorf("kdcl %s: %s %d", args[0], what, n)
			}
		}
	}
	there.night("run", "--now", firstNight)
	if got, want := fmt.Sprint(o.content()), fmt.Sprint(there.content()); got != want {
		t.Error("without a network the night came out otherwise")
	}

	yaml, err := os.ReadFile(o.path("unit.yaml"))
	o.must(err)
	for _, host := range []string{"192.0.2.1", "smtp.example.vn"} { // by address and by name
		mail := fmt.Sprintf("\nmail: {host: %s, tls: none, from: a@example.vn, to: [b@example.vn]}\n", host)
		o.must(os.WriteFile(o.path("unit.yaml"), append(append([]byte(nil), yaml...), mail...), 0o644))
		tries := 0
		for _, n := range apart(o, "run", "--now", secondNight) {
			tries += n
		}
		if tries == 0 {
			t.Errorf("a mail to %s was not counted: the count tells nothing", host)
		}
	}
}

// Councils are people: what kdcl writes in a workspace, whatever the account's
// umask, is for the account and its group.
func TestNothingForOthers(t *testing.T) {
	t.Parallel()
	o := newTestOffice(t)
	s := o.samples()
	o.arrive("2027-06-10T08:00:00+07:00", s[0], s[1], s[9], s[17], filepath.Join(sampleUnit, "inbox/Xã Đông Sơn/Gửi báo cáo tự đánh giá.eml"))
	open := func(args ...string) {
		cmd := o.command(args...)
		if out, err := exec.Command("sh", append([]string{"-c", `umask 0; exec "$@"`, "sh"}, cmd.Args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	marked, log := filepath.Join(o.dir, "đánh dấu"), filepath.Join(o.dir, "nhật ký.log")
	open("run", "--now", firstNight, "--log", log)
	open("form", "--all")
	open("run", "--now", secondNight) // what stood beside the reports is copied
	open("rebuild", "--now", secondNight)
	open("report", "--now", secondNight)
	open("export")
	kdcl, err := built()
	o.must(err)
	check := exec.Command("sh", "-c", `umask 0; exec "$@"`, "sh", kdcl, "check", "--mark", marked, o.path("inbox"))
	if out, err := check.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seen := map[string]int{}
	o.must(filepath.WalkDir(o.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(o.dir, name)
		top, _, _ := strings.Cut(rel, "/")
		info, err := e.Info()
		if err != nil || rel == "." || top == "inbox" || rel == "unit.yaml" || rel == "schools.xlsx" {
			return err
		}
		if !e.IsDir() {
			seen[top]++
			if strings.Contains(rel, "/phan-hoi/") || strings.Contains(rel, "/don-doc/") || strings.Contains(rel, "/phieu-truong/") {
				seen[filepath.Base(filepath.Dir(rel))]++
			}
		}
		if info.Mode().Perm()&0o007 != 0 {
			t.Errorf("%s: %v", rel, info.Mode())
		}
		return nil
	}))
	for _, top := range []string{dbName, sumName, "archive", "out", runsFolder, "don-doc", "phieu-truong", "nhật ký.log", "đánh dấu"} {
		if seen[top] == 0 {
			t.Errorf("nothing was seen of %s: %v", top, seen)
		}
	}
}
