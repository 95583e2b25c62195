package member

// Field names a field of the summary card: in forms, in faults and in the
// headings of spreadsheets (rule "member.import").
type Field string

// The fields of a form.
const (
	FieldName     Field = "name"
	FieldBirth    Field = "birth"
	FieldSex      Field = "sex"
	FieldAdmitted Field = "admitted"
	FieldOfficial Field = "official"
	FieldCard     Field = "card"
	FieldCitizen  Field = "citizen"
	FieldPhone    Field = "phone"
	FieldUnit     Field = "unit"
	FieldState    Field = "state"
)

// Fields that only spreadsheets have: one value in several columns.
const (
	fieldFamily      Field = "family"
	fieldGiven       Field = "given"
	fieldBirthMale   Field = "birth_male"   // a birth that stands under "Nam"
	fieldBirthFemale Field = "birth_female" // or under "Nữ"
	fieldMale        Field = "male"         // a mark
	fieldFemale      Field = "female"
	fieldUnitCode    Field = "unit_code"
)

// whole is the field of the card that a column of a spreadsheet feeds.
func (f Field) whole() Field {
	switch f {
	case fieldFamily, fieldGiven:
		return FieldName
	case fieldBirthMale, fieldBirthFemale:
		return FieldBirth
	case fieldMale, fieldFemale:
		return FieldSex
	case fieldUnitCode:
		return FieldUnit
	}
	return f
}

// Title is what people call the field.
func (f Field) Title() string {
	return map[Field]string{
		FieldName: "Họ và tên", FieldBirth: "Ngày sinh", FieldSex: "Giới tính",
		FieldAdmitted: "Ngày vào Đảng", FieldOfficial: "Ngày chính thức", FieldCard: "Số thẻ đảng viên",
		FieldCitizen: "Số căn cước", FieldPhone: "Điện thoại", FieldUnit: "Chi bộ", FieldState: "Trạng thái",
	}[f.whole()]
}
