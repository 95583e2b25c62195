package ui

import (
	"context"
	"io"
)

// Icon is one of our own drawings: strokes on a 24 px grid in the colour of the
// text around it. It is decoration; the words beside it carry the meaning.
type Icon string

const (
	IconNone     Icon = ""
	IconHome     Icon = "home"
	IconMeeting  Icon = "meeting"
	IconPaper    Icon = "paper"
	IconStudy    Icon = "study"
	IconPerson   Icon = "person"
	IconUnit     Icon = "unit"
	IconMembers  Icon = "members"
	IconReport   Icon = "report"
	IconSettings Icon = "settings"
	IconBell     Icon = "bell"
	IconSearch   Icon = "search"
	IconPlus     Icon = "plus"
	IconMinus    Icon = "minus"
	IconCheck    Icon = "check"
	IconX        Icon = "x"
	IconClock    Icon = "clock"
	IconWarning  Icon = "warning"
	IconInfo     Icon = "info"
	IconQR       Icon = "qr"
	IconDownload Icon = "download"
	IconUpload   Icon = "upload"
	IconPrint    Icon = "print"
	IconEdit     Icon = "edit"
	IconLeft     Icon = "left"
	IconRight    Icon = "right"
	IconUp       Icon = "up"
	IconDown     Icon = "down"
	IconLogout   Icon = "logout"
	IconVote     Icon = "vote"
	IconMic      Icon = "mic"
	IconTask     Icon = "task"
	IconVideo    Icon = "video"
	IconCalendar Icon = "calendar"
	IconInbox    Icon = "inbox"
	IconMail     Icon = "mail"
	IconMoney    Icon = "money"
	IconLock     Icon = "lock"
	IconMenu     Icon = "menu"
	IconMoon     Icon = "moon"
	IconType     Icon = "type"
	IconPhone    Icon = "phone"
	IconBook     Icon = "book"
	IconSend     Icon = "send"
)

// Render writes the drawing; an unknown name draws nothing.
func (i Icon) Render(_ context.Context, w io.Writer) error {
	d := i.strokes()
	if d == "" {
		return nil
	}
	_, err := io.WriteString(w, `<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="`+d+`"/></svg>`)
	return err
}

// strokes is the drawing as one path.
func (i Icon) strokes() string {
	if d := i.places(); d != "" {
		return d
	}
	if d := i.signs(); d != "" {
		return d
	}
	return i.things()
}

func (i Icon) places() string {
	switch i {
	case IconHome:
		return "M3.5 11 12 4l8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20"
	case IconMeeting:
		return "M4 14h16M6.5 14v6M17.5 14v6M8 11V9.8A2 2 0 0 1 10 8h4a2 2 0 0 1 2 1.8V11M12 5.4a1.7 1.7 0 1 1 0-.01M4.6 10.5v-1a1.7 1.7 0 0 1 .9-1.5M19.4 10.5v-1a1.7 1.7 0 0 0-.9-1.5"
	case IconPaper:
		return "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6.5M9 16h6.5"
	case IconStudy:
		return "M2.5 9.5 12 5l9.5 4.5L12 14zM6.5 11.6V16c1.6 1.4 3.4 2 5.5 2s3.9-.6 5.5-2v-4.4M21.5 9.5V15"
	case IconPerson:
		return "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"
	case IconUnit:
		return "M9 3.5h6V8H9zM3 16h6v4.5H3zM15 16h6v4.5h-6zM12 8v4M6 16v-4h12v4"
	case IconMembers:
		return "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.7 2.9-5.5 6.5-5.5s6.1 1.8 6.5 5.5M15.5 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14.9c2.3.6 3.7 2.3 4 5.1"
	case IconReport:
		return "M4 4v16h16.5M8.5 16.5v-4M13 16.5v-9M17.5 16.5V10"
	case IconSettings:
		return "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z"
	case IconInbox:
		return "M4 13 6.5 5h11L20 13v6H4zM4 13h4.5l1.5 2.5h4L15.5 13H20"
	case IconCalendar:
		return "M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"
	}
	return ""
}

func (i Icon) signs() string {
	switch i {
	case IconBell:
		return "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0"
	case IconSearch:
		return "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20.5 20.5"
	case IconPlus:
		return "M12 5v14M5 12h14"
	case IconMinus:
		return "M5 12h14"
	case IconCheck:
		return "M4.5 12.5 10 18 19.5 7"
	case IconX:
		return "M6 6l12 12M18 6 6 18"
	case IconClock:
		return "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7v5.2l3.5 2"
	case IconWarning:
		return "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.1v.1"
	case IconInfo:
		return "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11.3v5M12 8v.1"
	case IconLeft:
		return "M14.5 5.5 8 12l6.5 6.5"
	case IconRight:
		return "M9.5 5.5 16 12l-6.5 6.5"
	case IconUp:
		return "M5.5 14.5 12 8l6.5 6.5"
	case IconDown:
		return "M5.5 9.5 12 16l6.5-6.5"
	case IconMenu:
		return "M4 6.5h16M4 12h16M4 17.5h16"
	case IconLogout:
		return "M10 4H4.5v16H10M9.5 12H20M16 8l4 4-4 4"
	case IconType:
		return "M2.5 19 8 5l5.5 14M4.5 14h7M15 19l3.2-8 3.3 8M16.1 16.5h4.3"
	case IconMoon:
		return "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"
	}
	return ""
}

func (i Icon) things() string {
	switch i {
	case IconQR:
		return "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v2.5M14 20h2.5M18.5 18.5H20V20"
	case IconDownload:
		return "M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 20h15"
	case IconUpload:
		return "M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 20h15"
	case IconPrint:
		return "M7 8.5V3.5h10v5M7 17H3.5V8.5h17V17H17M7 13.5h10v7H7z"
	case IconEdit:
		return "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"
	case IconVote:
		return "M4 13.5h16V20H4zM4 13.5 6.5 10H8M20 13.5 17.5 10H16M8 16.7h8M9 8.5 11.3 11l4.7-6"
	case IconMic:
		return "M9 5.5a3 3 0 0 1 6 0V11a3 3 0 0 1-6 0zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5v3M8.5 20.5h7"
	case IconTask:
		return "M4 6.5 5.5 8 8.5 4.5M4 13l1.5 1.5 3-3.5M4 19.5 5.5 21l3-3.5M12 6.5h8.5M12 13h8.5M12 19.5h8.5"
	case IconVideo:
		return "M3 6.5h12v11H3zM15 11l6-3.5v9L15 13"
	case IconMail:
		return "M3.5 5.5h17v13h-17zM3.5 7l8.5 6 8.5-6"
	case IconMoney:
		return "M2.5 6.5h19v11h-19zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM6 12v.1M18 12v.1"
	case IconLock:
		return "M5.5 10.5h13V20h-13zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v2"
	case IconPhone:
		return "M7.5 3h9v18h-9zM11 18h2"
	case IconBook:
		return "M12 6.5C10 5 7.5 4.5 4 4.5v14c3.5 0 6 .5 8 2 2-1.5 4.5-2 8-2v-14c-3.5 0-6 .5-8 2zM12 6.5v14"
	case IconSend:
		return "M20.5 3.5 3.5 10.5l6.5 3 3 6.5zM10 13.5l10.5-10"
	}
	return ""
}
