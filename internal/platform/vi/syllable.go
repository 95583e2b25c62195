package vi

import (
	"strings"
	"unicode/utf8"
)

// Onsets and rimes of written Vietnamese, without tone. Together they are
// strict enough that text read in a wrong encoding hardly ever passes.
const (
	onsets = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

	rimes = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây" +
		" e ec em en eng eo ep et ê êch êm ên ênh êp êt êu" +
		" i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu" +
		" o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet" +
		" oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt" +
		" u ua ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt uc" +
		" uy uya uych uyn uynh uyp uyt uyu uyên uyêt" +
		" ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu "

	longestRime = 8 // bytes of "ương", "uyên" and the like, rounded up
)

// isSyllable reports whether w, precomposed, is spelt like one Vietnamese
// syllable of any case.
func isSyllable(w string) bool {
	plain := make([]byte, 0, maxWordLen)
	tone := byte(level)
	for _, r := range w {
		l, ok := letterOf(r)
		if !ok || l.tone != level && tone != level || len(plain) > maxWordLen {
			return false
		}
		tone = max(tone, l.tone)
		plain = utf8.AppendRune(plain, l.toneless())
	}
	s := string(plain)
	if isRime(s, tone) {
		return true
	}
	for onset := range strings.FieldsSeq(onsets) {
		if rest, ok := strings.CutPrefix(s, onset); ok && isRime(rest, tone) {
			return true
		}
	}
	return false
}

// isRime reports whether s is a rime that can bear the tone: after p, t, c and
// ch only sắc and nặng are possible.
func isRime(s string, tone byte) bool {
	if s == "" || len(s) > longestRime || !strings.Contains(rimes, " "+s+" ") {
		return false
	}
	stopped := strings.HasSuffix(s, "ch") || isOneOf(s[len(s)-1], "ptc")
	return !stopped || tone >= sharp
}
