package intake

import (
	"encoding/binary"
	"hash/crc32"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// printable makes a name fit to be kept and shown: valid UTF-8, composed
// letters (macOS sends them decomposed), no control characters and no marks
// that turn the reading direction ("gnp.xlsx" for "xslx.png").
func printable(name string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(name, string(utf8.RuneError))))
}

// innerPath is an entry's path as the ledger keeps it: slashes forward, each
// part without spaces around it. ok is false for a name that leads out of the
// container: absolute, with a drive letter, or with "..".
func innerPath(name string) (inner string, ok bool) {
	name = printable(strings.ReplaceAll(name, `\`, "/"))
	ok = name != "" && !strings.HasPrefix(name, "/") && !(len(name) > 1 && name[1] == ':') && !strings.ContainsRune(name, 0)
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		switch part = strings.TrimSpace(part); part {
		case "..":
			ok = false
		case "", ".":
			continue
		}
		parts = append(parts, part)
	}
	switch {
	case name == "", len(parts) == 0:
		return "?", false
	case !ok:
		return name, false // as it was given: this is what is said
	}
	return path.Join(parts...), true
}

// zipName reads the name of a zip's entry. Writers promise UTF-8 by a flag or
// put it into an extra field; many write it without a word (macOS), and Windows
// writes the code page of the PC.
func zipName(raw string, extra []byte) string {
	if name := unicodePath(raw, extra); name != "" {
		return name
	}
	return decodeName(raw)
}

// unicodePath is Info-ZIP's extra field 0x7075: the name in UTF-8, and the
// checksum of the name that it stands for.
func unicodePath(raw string, extra []byte) string {
	for len(extra) >= 4 {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			return ""
		}
		field := extra[:size]
		if id == 0x7075 && size > 5 && field[0] == 1 && binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(raw)) && utf8.Valid(field[5:]) {
			return string(field[5:])
		}
		extra = extra[size:]
	}
	return ""
}

// decodeName reads a name of unknown encoding, the likeliest first: UTF-8, UTF-8
// that a program took for another code page, then the code pages of Vietnamese
// Windows, of old DOS names and of Western Windows.
func decodeName(raw string) string {
	if utf8.ValidString(raw) {
		best, score := raw, vietnamese(raw)
		for _, page := range codePages {
			bytes, err := page.NewEncoder().String(norm.NFC.String(raw))
			if err != nil || !utf8.ValidString(bytes) || bytes == raw {
				continue
			}
			if s := vietnamese(bytes); s > score {
				best, score = bytes, s
			}
		}
		return norm.NFC.String(best)
	}
	best, score := strings.ToValidUTF8(raw, string(utf8.RuneError)), -len(raw)
	for _, page := range codePages {
		name, err := page.NewDecoder().String(raw)
		if err != nil {
			continue
		}
		name = norm.NFC.String(name)
		if s := vietnamese(name); s > score {
			best, score = name, s
		}
	}
	return best
}

var codePages = []*charmap.Charmap{charmap.Windows1258, charmap.CodePage437, charmap.CodePage850, charmap.Windows1252}

// letters are those of Vietnamese beyond ASCII, in small letters.
const letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

// vietnamese tells how much a name looks like a Vietnamese one: its letters
// count for it, anything else beyond ASCII but an emoji counts against it.
func vietnamese(name string) int {
	score := 0
	for _, r := range norm.NFC.String(name) {
		switch {
		case r < utf8.RuneSelf:
		case strings.ContainsRune(letters, unicode.ToLower(r)):
			score++
		case r > 0xFFFF, r >= 0x2010 && r <= 0x2026, r == 0xFE0F: // emoji, dashes and quotes
		default:
			score -= 2
		}
	}
	return score
}
