// Package say turns the codes of faults and messages into sentences for people.
// The sentences belong to the features; this is only the book they are kept in.
package say

import (
	"fmt"
	"maps"
	"strings"

	"sotay/internal/platform/fault"
)

// Words are sentences by their codes; "%v" stands for an argument.
type Words map[string]string

// All puts the features' sentences together. Two for one code is a mistake.
func All(books ...map[string]string) (Words, error) {
	all := Words{}
	for _, b := range books {
		for code, s := range b {
			if old, ok := all[code]; ok && old != s {
				return nil, fmt.Errorf("say: %s is said twice: %q and %q", code, old, s)
			}
		}
		maps.Copy(all, b)
	}
	return all, nil
}

// Say fills the arguments into the sentence of a code, as many as it has places
// for. A code without a sentence is said in general words: nothing shows a code alone.
func (w Words) Say(code string, args ...any) string {
	s, ok := w[code]
	if !ok {
		s = "Có lỗi xảy ra, xin thử lại (" + code + ")."
	}
	for _, a := range args {
		if !strings.Contains(s, "%v") {
			break
		}
		s = strings.Replace(s, "%v", fmt.Sprint(a), 1)
	}
	return strings.ReplaceAll(s, "%v", "")
}

// Fault says what went wrong. Our own failures and what is absent are each said
// alike, whatever was behind them.
func (w Words) Fault(f *fault.Error) string {
	switch f.Kind {
	case fault.Internal:
		return "Máy chủ gặp lỗi nên chưa làm được. Nội dung cũ còn nguyên; xin thử lại sau ít phút."
	case fault.NotFound:
		return "Không tìm thấy nội dung này, hoặc đồng chí không có quyền xem."
	}
	return w.Say(f.Code, f.Args...)
}

// Fields says what is wrong with each field of a form.
func (w Words) Fields(f *fault.Error) map[string]string {
	out := make(map[string]string, len(f.Fields))
	for name, code := range f.Fields {
		out[name] = w.Say(code, f.Args...)
	}
	return out
}

// Common are the sentences that belong to no single feature.
func Common() map[string]string {
	return map[string]string{
		"db.busy":        "Hệ thống đang bận. Xin thử lại sau vài giây.",
		"db.unavailable": "Hệ thống tạm thời không ghi được dữ liệu. Nội dung cũ còn nguyên; xin thử lại sau.",
		"db.exists":      "Nội dung này đã có.",
		"db.in_use":      "Nội dung này đang được dùng ở nơi khác.",
		"db.done_before": "Yêu cầu này đã được thực hiện rồi.",
	}
}
