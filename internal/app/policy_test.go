package app

// The access policy, written apart from the guards: who is let in by each route.
//
// A letter stands for a role that the actor holds over the place of what is asked
// for: M member, S secretary, K committee (each at that branch itself); C clerk,
// O officer, A administrator (each at that unit or above it). "*" is everybody who
// is signed in, "!" also strangers, "1" also those with only a code, "" nobody.
//
// A line belongs to what stands at a place (here), to the unit itself (unit),
// also to its parent (above) or to what is below (over), or to no place (nowhere):
// then it is enough to hold the role anywhere.
//
// Whatever could change something is sent so that who is let in is told that it
// makes no sense (422) or comes too late (409): meetings are closed ones, revisions
// are wrong, forms are empty. What nevertheless happens, happens to accounts and
// lists of nobody who takes part, or ("again") to the actor's own session, which is
// then renewed.

type where uint8

const (
	nowhere where = iota
	here          // a branch and what stands in it; offices have no such things of their own
	unit          // any unit
	above         // a unit and its parent
	over          // a unit, or one that has such a unit below it, of which only that is shown
)

type line struct {
	route string // as the mux has it
	who   string
	at    where
	query string // behind the address, with places' words in braces
	body  string
	as    map[string]string // other words for those of the place
	again bool
}

// in replaces what stands for "meeting" by a meeting in another state.
func in(state string) map[string]string { return map[string]string{"meeting": "{" + state + "}"} }

const (
	inside  = "MSK"   // the branch's own people
	runs    = "SK"    // who run its meetings
	reads   = "MSKCO" // its people, and who follow it from above
	edits   = "SC"
	people  = "SKCO"
	lets    = "CA" // who let people in
	seeUnit = "MSKCOA"
	manages = "OA"
)

// policy is every line of both faces.
func policy() []line {
	var all []line
	for _, part := range [][]line{
		doorLines(),
		meetingLines(),
		courseLines(),
		workLines(),
		publicationLines(),
		documentLines(),
		fileLines(),
		libraryLines(),
		signingLines(),
		incomingLines(),
		exchangeLines(),
		apiExchange(),
		unitLines(),
		memberLines(),
		accountLines(),
		apiDoor(),
		apiMeetings(),
		apiCourse(),
		apiWork(),
		apiPublications(),
		apiDocuments(), apiIncoming(), apiSigning(),
		apiLibrary(),
		apiFiles(),
		apiUnits(),
		apiMembers(),
	} {
		all = append(all, part...)
	}
	return all
}

func doorLines() []line {
	return []line{
		{route: "GET /sign-in", who: "!"},
		{route: "POST /sign-in", who: "!", body: "login={login}&secret=x"},
		{route: "POST /look", who: "!"},
		{route: "POST /sign-out", who: "1", again: true},
		{route: "GET /password", who: "1"},
		{route: "POST /password", who: "1", body: "password=a&again=b"},
		{route: "GET /{$}", who: "*"},
		{route: "GET /me", who: "*"},
		{route: "GET /me/opened", who: "*"},
		{route: "POST /me/sessions/{id}/end", who: "", at: here, as: map[string]string{"id": "{session}"}},
		{route: "POST /me/sign-out-everywhere", who: "*", again: true},
		{route: "GET /live", who: "*"}, // without a topic it makes no sense; TestStreams asks for topics
		{route: "GET /admin", who: "A"},
		{route: "GET /admin/rules/{topic}", who: "A"},
		{route: "GET /admin/jobs", who: "R"},
		{route: "GET /admin/audit", who: "A"},
		{route: "GET /reports", who: "SCO", at: over, query: "?unit={unit}"},
		{route: "GET /reports.xlsx", who: "SCO", at: over, query: "?unit={unit}"},
	}
}

func meetingLines() []line {
	return []line{
		{route: "GET /meetings", who: "*"},
		{route: "GET /meetings/new", who: runs},
		{route: "POST /meetings", who: runs, at: here, body: "unit={unit}&kind=x"},
		{route: "GET /meetings/{id}", who: reads, at: here},
		{route: "GET /meetings/{id}", who: reads, at: here, as: in("open")},
		{route: "GET /meetings/{id}", who: reads, at: here, as: in("called")},
		{route: "GET /meetings/{id}", who: runs, at: here, as: in("draft")},
		{route: "GET /meetings/{id}/plan", who: runs, at: here, as: in("draft")},
		{route: "POST /meetings/{id}/plan", who: runs, at: here},
		{route: "GET /meetings/{id}/agenda", who: runs, at: here},
		{route: "POST /meetings/{id}/agenda", who: runs, at: here},
		{route: "GET /meetings/{id}/cancel", who: runs, at: here, as: in("draft")},
		{route: "POST /meetings/{id}/cancel", who: runs, at: here},
		{route: "POST /meetings/{id}/prepared", who: runs, at: here},
		{route: "POST /meetings/{id}/call", who: runs, at: here},
		{route: "POST /meetings/{id}/open", who: runs, at: here},
		{route: "POST /meetings/{id}/papers", who: runs, at: here, body: withFile("a.pdf", "no paper")},
		{route: "POST /meetings/{id}/papers/{paper}/remove", who: runs, at: here},
		{route: "GET /meetings/{id}/texts/{kind}", who: reads, at: here},
		{route: "GET /meetings/{id}/texts/{kind}", who: runs, at: here, as: in("open")},
		{route: "GET /meetings/{id}/texts/{kind}", who: reads, at: here, as: map[string]string{"kind": "minutes.docx"}},
		{route: "GET /meetings/{id}/texts/{kind}", who: runs, at: here, as: map[string]string{"meeting": "{open}", "kind": "minutes.docx"}},
		{route: "POST /meetings/{id}/texts/{kind}", who: runs, at: here, body: "base=0&text=x"},
		{route: "POST /meetings/{id}/texts/{kind}/adopt", who: runs, at: here, body: "version=1"},
		{route: "GET /meetings/{id}/hall", who: runs, at: here},
		{route: "GET /meetings/{id}/hall", who: runs, at: here, as: in("open")},
		{route: "GET /meetings/{id}/roll.pdf", who: runs, at: here},
		{route: "GET /q/{id}/{code}", who: reads, at: here, as: in("open")},
	}
}

func courseLines() []line {
	return []line{
		{route: "POST /meetings/{id}/answer", who: inside, at: here, body: "answer=coming"},
		{route: "POST /meetings/{id}/leave", who: runs, at: here, body: "member={member}&grant=1"},
		{route: "POST /meetings/{id}/roll", who: runs, at: here, body: "member={member}&state=present"},
		{route: "POST /meetings/{id}/roll/all", who: runs, at: here},
		{route: "POST /meetings/{id}/check-in", who: inside, at: here, body: "state=present"},
		{route: "POST /meetings/{id}/opinions", who: inside, at: here, body: "text=x"},
		{route: "POST /meetings/{id}/items/{item}/now", who: runs, at: here},
		{route: "POST /meetings/{id}/items/{item}", who: runs, at: here, body: "notes=x&rev=1"},
		{route: "POST /meetings/{id}/motions", who: runs, at: here, body: "kind=other"},
		{route: "POST /meetings/{id}/motions/{motion}/open", who: runs, at: here, body: "mode=hands"},
		{route: "POST /meetings/{id}/motions/{motion}/vote", who: inside, at: here, body: "choice=yes"},
		{route: "POST /meetings/{id}/motions/{motion}/close", who: runs, at: here},
		{route: "POST /meetings/{id}/reviews/{task}", who: runs, at: here, body: "done=1", as: map[string]string{"task": "{review}"}},
		{route: "POST /meetings/{id}/tasks", who: runs, at: here, body: "title=x"},
		{route: "POST /meetings/{id}/end", who: runs, at: here},
		{route: "POST /meetings/{id}/score", who: runs, at: here, body: "order=1"},
		{route: "POST /meetings/{id}/close", who: runs, at: here},
		{route: "GET /meetings/{id}/correct", who: runs, at: here},
		{route: "POST /meetings/{id}/correct", who: runs, at: here, body: "version=999"},
		{route: "POST /meetings/{id}/rate", who: inside, at: here, body: "conduct=5"},
	}
}

func workLines() []line {
	return []line{
		{route: "GET /tasks", who: "*"},
		{route: "GET /tasks/unit", who: inside},
		{route: "GET /tasks/new", who: "S"},
		{route: "POST /tasks", who: "S", at: here, body: "unit={unit}&title="},
		{route: "GET /tasks/{id}", who: inside, at: here},
		{route: "POST /tasks/{id}/report", who: "S", at: here, body: "rev=999&progress=50&state=open"},
		{route: "POST /tasks/{id}/ask", who: "S", at: here, body: "rev=999&reason=x"},
		{route: "POST /tasks/{id}/answer", who: "S", at: here, body: "rev=999&answer=deny&reason=x"},
		{route: "GET /notices", who: "*"},
		{route: "GET /notices/{id}", who: "", at: here},
		{route: "POST /notices/{id}", who: "", at: here},
		{route: "GET /members/import", who: "C"},
		{route: "POST /members/import", who: "C", body: withFile("a.csv", "")},
		{route: "GET /imports/{id}", who: "C", at: here},
		{route: "POST /imports/{id}/again", who: "C", at: here},
		{route: "POST /imports/{id}/reread", who: "C", at: here},
		{route: "POST /imports/{id}/confirm", who: "C", at: here},
		{route: "GET /imports/{id}/result.xlsx", who: "C", at: here},
	}
}

func unitLines() []line {
	all := []line{
		{route: "GET /units", who: seeUnit},
		{route: "GET /units/{id}", who: seeUnit, at: unit},
		{route: "GET /units/{id}", who: seeUnit, at: unit, query: "?day=2041-02-01"},
		{route: "GET /units/import", who: manages},
		{route: "POST /units/import", who: manages, body: withFile("a.csv", "a,b\n1,2\n")},
	}
	for _, act := range []string{"create", "rename", "move", "merge", "split", "close"} {
		post := line{route: "POST /units/{id}/" + act, who: manages, at: unit, body: "day=x"}
		if act == "close" { // which asks nothing that could be missing, and so is planned
			post.at = above
		}
		all = append(all, line{route: "GET /units/{id}/" + act, who: manages, at: unit}, post)
	}
	return all
}

func memberLines() []line {
	all := []line{
		{route: "GET /members", who: people, at: unit, query: "?unit={unit}"},
		{route: "GET /members", who: people},
		{route: "GET /members/export.xlsx", who: "CO", at: unit, query: "?unit={unit}"},
		{route: "GET /members/new", who: edits},
		{route: "POST /members", who: edits},
		{route: "GET /members/{id}", who: people, at: here},
		{route: "GET /members/{id}/edit", who: edits, at: here},
		{route: "POST /members/{id}/edit", who: edits, at: here, body: "name=Tên+khác&rev=999"},
		{route: "GET /members/{id}/posts", who: edits, at: here},
		{route: "POST /members/{id}/posts", who: edits, at: here, body: "unit={unit}&post=nothing"},
		{route: "POST /members/{id}/posts/{post}/end", who: edits, at: here},
	}
	for _, act := range []string{"official", "probationary", "left", "exempt", "resume", "move"} {
		all = append(all, line{route: "GET /members/{id}/" + act, who: edits, at: here},
			line{route: "POST /members/{id}/" + act, who: edits, at: here, body: "rev=999&day=2041-03-01&from=2041-03-01&decision=x"})
	}
	return all
}

func accountLines() []line {
	return []line{
		{route: "GET /accounts", who: lets},
		{route: "GET /accounts", who: lets, at: unit, query: "?unit={unit}"},
		{route: "GET /accounts/staff", who: lets},
		{route: "GET /accounts/staff", who: lets, at: unit, query: "?unit={unit}"},
		{route: "POST /accounts/staff", who: lets, at: unit, body: "unit={unit}&login=&name=&role=officer"},
		{route: "POST /accounts/codes", who: lets, at: here, body: "unit={unit}&member={member}"},
		{route: "GET /accounts/{id}", who: lets, at: here},
		{route: "GET /accounts/{id}/code", who: lets, at: here},
		{route: "POST /accounts/{id}/code", who: lets, at: here},
		{route: "GET /accounts/{id}/suspend", who: lets, at: here},
		{route: "POST /accounts/{id}/suspend", who: lets, at: here},
		{route: "POST /accounts/{id}/restore", who: lets, at: here},
		{route: "POST /accounts/{id}/roles", who: lets, at: here, body: "role=nothing&unit={unit}"},
		{route: "GET /accounts/{id}/roles/{role}/revoke", who: lets, at: here},
		{route: "POST /accounts/{id}/roles/{role}/revoke", who: lets, at: here},
	}
}
