package demo

import (
	"fmt"

	"sotay/internal/org"
)

// sort of branch: it decides who is in it, when it meets and what it does.
type sort int

const (
	village sort = iota // thôn, tổ dân phố
	school
	health
	police
	military
	office
)

// branch is a branch of the demonstration.
type branch struct {
	code   string
	name   string
	place  string // as texts speak of it: "thôn Đồng Tâm"
	hall   string
	sort   sort
	size   int
	upland bool
	unit   org.Unit
	people []*person
	habits habits
}

// commune is one of the province's communes with its branches.
type commune struct {
	code, name, of string // of: what its people say: "xã Lâm Sơn"
	upland         bool
	villages       []string
	branches       []*branch
	unit           org.Unit
}

const (
	provinceCode = "TL"
	provinceName = "Đảng bộ tỉnh Thanh Lâm"
)

// communes of a province that does not exist.
func communes() []*commune {
	all := []*commune{
		{name: "phường Đông Lâm", villages: []string{"Tổ dân phố số 1", "Tổ dân phố số 2", "Tổ dân phố số 3", "Tổ dân phố số 4", "Tổ dân phố số 5", "Tổ dân phố số 6", "Tổ dân phố Chợ Mới"}},
		{name: "phường Bến Lâm", villages: []string{"Tổ dân phố số 1", "Tổ dân phố số 2", "Tổ dân phố số 3", "Tổ dân phố số 4", "Tổ dân phố Bến Đá", "Tổ dân phố Xóm Vạn", "Tổ dân phố Cầu Ngói"}},
		{name: "xã Lâm Sơn", villages: []string{"thôn Đồng Tâm", "thôn Gò Sim", "thôn Cây Đa", "thôn Suối Bàng", "thôn Suối Cạn", "thôn Đá Bia", "thôn Hòa Mục", "thôn Trại Cau"}},
		{name: "xã Yên Thượng", villages: []string{"thôn Thượng Đoài", "thôn Thượng Đông", "thôn Trung Hòa", "thôn Làng Vải", "thôn Đình Cả", "thôn Ao Sen", "thôn Xóm Mới"}},
		{name: "xã Hòa Lâm", villages: []string{"thôn Tiền Phong", "thôn Quyết Thắng", "thôn Đồng Lạc", "thôn Cầu Kè", "thôn Vườn Chè", "thôn Gốc Gạo", "thôn Bãi Bồi"}},
		{name: "xã Phú Khê", villages: []string{"thôn Phú Thịnh", "thôn Phú Cường", "thôn Khê Thượng", "thôn Khê Hạ", "thôn Giếng Đình", "thôn Ngã Ba", "thôn Làng Gốm"}},
		{name: "xã Cẩm Lĩnh", villages: []string{"thôn Cẩm Đông", "thôn Cẩm Tây", "thôn Đồi Thông", "thôn Lò Ngói", "thôn Nà Dài", "thôn Tân Lập", "thôn Bờ Hồ"}},
		{name: "xã Nà Khoang", upland: true, villages: []string{"bản Nà Khoang", "bản Nà Lìn", "bản Pác Nà", "bản Khuổi Mật", "bản Co Hai", "bản Phiêng Bay", "bản Tà Lạn"}},
		{name: "xã Mường Lâm", upland: true, villages: []string{"bản Mường", "bản Huổi Sang", "bản Nậm Cốp", "bản Pá Hốc", "bản Co Muông", "bản Nà Tọ", "bản Púng Giắt"}},
		{name: "xã Tân Lâm", villages: []string{"thôn Tân Tiến", "thôn Tân Hưng", "thôn Tân Bình", "thôn Trại Mới", "thôn Đồng Quan", "thôn Cống Ba", "thôn Kênh Giữa"}},
		{name: "xã Vĩnh Khê", villages: []string{"thôn Vĩnh Lạc", "thôn Vĩnh An", "thôn Đầm Sen", "thôn Cửa Đình", "thôn Núi Voi", "thôn Bến Gỗ", "thôn Xuân Hòa"}},
		{name: "xã Suối Lâm", upland: true, villages: []string{"bản Suối Lâm", "bản Nà Hin", "bản Lũng Phầy", "bản Cốc Lải", "thôn Kim Đồng", "thôn Hợp Tiến", "bản Thẳm Lả"}},
	}
	for i, c := range all {
		c.code, c.of = fmt.Sprintf("%s.%02d", provinceCode, i+1), c.name
		c.name = "Đảng bộ " + c.name
		c.branches = c.furnished()
	}
	return all
}

// furnished are the commune's branches: the office, the villages, what else every
// commune has.
func (c *commune) furnished() []*branch {
	short := c.of[len(firstWord(c.of))+1:]
	all := []*branch{{name: "Chi bộ Cơ quan Đảng, Mặt trận và đoàn thể", place: "cơ quan", hall: "Phòng họp số 1, trụ sở Đảng ủy", sort: office, size: 17}}
	for i, v := range c.villages {
		all = append(all, &branch{name: "Chi bộ " + v, place: v, hall: "Nhà văn hóa " + v, sort: village, size: 18 + (i*7+len(c.of)*3)%17})
	}
	all = append(all,
		&branch{name: "Chi bộ Trường Tiểu học " + short, place: "nhà trường", hall: "Phòng hội đồng Trường Tiểu học " + short, sort: school, size: 20},
		&branch{name: "Chi bộ Trường Trung học cơ sở " + short, place: "nhà trường", hall: "Phòng hội đồng Trường Trung học cơ sở " + short, sort: school, size: 18},
		&branch{name: "Chi bộ Trạm Y tế", place: "trạm", hall: "Phòng giao ban Trạm Y tế", sort: health, size: 9},
		&branch{name: "Chi bộ Công an", place: "đơn vị", hall: "Phòng họp Công an " + c.of, sort: police, size: 11},
		&branch{name: "Chi bộ Quân sự", place: "đơn vị", hall: "Phòng họp Ban Chỉ huy Quân sự", sort: military, size: 8})
	for i, b := range all {
		b.code, b.upland = fmt.Sprintf("%s.%02d", c.code, i+1), c.upland
	}
	return all
}

func firstWord(s string) string {
	for i, r := range s {
		if r == ' ' {
			return s[:i]
		}
	}
	return s
}

// provincial are the branches directly under the province.
func provincial() []*branch {
	return []*branch{
		{code: provinceCode + ".BTC", name: "Chi bộ Ban Tổ chức Tỉnh ủy", place: "cơ quan", hall: "Phòng họp Ban Tổ chức Tỉnh ủy", sort: office, size: 18},
		{code: provinceCode + ".VP", name: "Chi bộ Văn phòng Tỉnh ủy", place: "cơ quan", hall: "Phòng họp số 2, Văn phòng Tỉnh ủy", sort: office, size: 22},
		{code: provinceCode + ".TG", name: "Chi bộ Ban Tuyên giáo và Dân vận Tỉnh ủy", place: "cơ quan", hall: "Phòng họp Ban Tuyên giáo và Dân vận", sort: office, size: 16},
	}
}
