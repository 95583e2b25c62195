package demo

import (
	"math/rand/v2"

	"sotay/internal/member"
)

// The words of names, in the proportions in which one hears them.
const (
	families  = "Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Lê Lê Lê Phạm Phạm Hoàng Hoàng Vũ Vũ Đặng Bùi Bùi Đỗ Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Mai Tạ Cao Lưu Phan Phan"
	uplanders = "Nông Nông Hoàng Hoàng Lý Lò Lò Quàng Cà Lường Hà Hà Bế Triệu Ma Vi Lục Đàm Bùi Nguyễn"

	menMiddle   = "Văn Văn Văn Văn Đức Hữu Công Quang Xuân Đình Ngọc Thế Duy Tiến Bá Đăng Huy Minh Gia Khắc"
	menGiven    = "An Bảo Cường Chiến Dương Đạt Định Đông Hải Hiếu Hiệp Hoàn Huân Hùng Hưng Khải Khánh Khoa Kiên Lộc Long Lợi Luân Lượng Mạnh Nam Nghĩa Nhân Nhật Ninh Phong Phú Quân Quyết Sơn Tài Tâm Tân Thạch Thái Thành Thắng Thiện Thịnh Thông Thuận Tiệp Toàn Tuấn Tùng Tú Vinh Việt Vĩ Ước Ánh Ấn"
	womenMiddle = "Thị Thị Thị Thị Thị Ngọc Thanh Thu Bích Hồng Kim Minh Phương Mai Diệu Hải Khánh Lan"
	womenGiven  = "An Ánh Bình Chi Chung Cúc Dịu Diệp Duyên Đào Gấm Giang Hà Hạnh Hảo Hằng Hiên Hiền Hoa Hòa Hoài Huế Huệ Hương Hường Huyền Lan Lành Liên Liễu Loan Lụa Lương Ly Mai Mận Mến Mơ Nga Ngân Ngát Ngoan Nguyệt Nhàn Nhung Oanh Phượng Quyên Sâm Sen Tâm Thắm Thảo Thơm Thu Thủy Thư Thúy Tuyết Uyên Vân Vui Xuân Yến"
)

// words are the lists above, split once.
type words struct{ families, uplanders, menMiddle, menGiven, womenMiddle, womenGiven []string }

func (w words) name(r *rand.Rand, sex member.Sex, upland bool) string {
	family, middle, given := w.families, w.menMiddle, w.menGiven
	if upland {
		family = w.uplanders
	}
	if sex == member.Female {
		middle, given = w.womenMiddle, w.womenGiven
	}
	return pick(r, family) + " " + pick(r, middle) + " " + pick(r, given)
}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// chance is true so many times in a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
