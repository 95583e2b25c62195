package notify

// Sentences are what people read for each code of this feature's own; what the
// messages say belongs to the features that send them.
func Sentences() map[string]string {
	return map[string]string{
		"notify.not_found": "Không tìm thấy thông báo này.",
	}
}
