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

// Leave ends the streams that listen to a topic in the same way: for a topic that
// stands for a person, whose rights may be others now. Coming back he is asked who
// he is and what he may see.
func (h *Hub) Leave(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.topics[topic] {
		h.leave(s, ErrClosed)
	}
}
