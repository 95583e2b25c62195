package live

// Recheck ends every stream without a word, so that the browsers reconnect by
// themselves and are told where their topics stand: for a node that may have
// missed signals of others.
func (h *Hub) Recheck() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, subs := range h.sessions {
		for s := range subs {
			h.leave(s, ErrClosed)
		}
	}
}
