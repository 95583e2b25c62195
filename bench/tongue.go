package main

import (
	"math/rand/v2"
	"strings"
)

// tongue makes texts with the proportions of Vietnamese papers: terms of the trade,
// words between them, and a long tail of rarer ones, all of Vietnamese syllables.
type tongue struct {
	terms, small, tail []string
}

func newTongue() *tongue {
	t := &tongue{
		terms: strings.Split("nghị quyết;chuyển đổi số;đảng bộ;chi bộ;xây dựng đảng;xây dựng nông thôn mới;nông nghiệp;kiểm tra;giám sát;kỷ luật;khen thưởng;thi đua;kế hoạch;chương trình;báo cáo;thanh niên;phụ nữ;nông dân;cựu chiến binh;mặt trận;hòa giải cơ sở;dân vận;tuyên giáo;tổ chức;cán bộ;đảng viên;sinh hoạt chuyên đề;phòng chống thiên tai;bão lụt;cháy rừng;giảm nghèo;giáo dục;y tế;an ninh trật tự;quốc phòng;đất đai;môi trường;du lịch;thủy lợi;giao thông", ";"),
		small: strings.Fields("và của các những trong được với cho đến từ theo về là có đã sẽ không phải cần cũng như khi nếu để bằng tại trên dưới sau trước giữa nhiều mọi từng mỗi một hai ba bốn năm nhất ngày tháng quý đầu cuối này đó thì hoặc nên do vì qua lại ra vào lên"),
	}
	heads := strings.Fields("b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x")
	rests := strings.Fields("a á à ả ạ an án àn ang áng àng anh ành ao áo ay ăn ắn ăng ắng ân ấn ập âu ậu en ên ến êu iêm iên iến iêu in ình ô ố ộ ôi ối ồng ông ốt ơ ơn ơi ới u ú ụ un úng uôi uốn ư ứ ưng ước ương ường")
	r := rand.New(rand.NewPCG(3, 4))
	syllable := func() string { return heads[r.IntN(len(heads))] + rests[r.IntN(len(rests))] }
	for range 4000 {
		t.tail = append(t.tail, syllable()+" "+syllable())
	}
	return t
}

// text is some words: a third terms, a third small ones, the rest from the tail,
// whose words are the rarer the further back they stand.
func (t *tongue) text(r *rand.Rand, words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch x := r.Float64(); {
		case x < 0.3:
			f := r.Float64()
			b.WriteString(t.terms[int(f*f*float64(len(t.terms)))])
		case x < 0.65:
			b.WriteString(t.small[r.IntN(len(t.small))])
		default:
			f := r.Float64()
			b.WriteString(t.tail[int(f*f*f*float64(len(t.tail)))])
		}
		if r.IntN(12) == 0 {
			b.WriteByte('.')
		}
	}
	return b.String()
}
