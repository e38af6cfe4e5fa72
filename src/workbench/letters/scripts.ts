/** Scripts whose letters are joined or placed by rules of their own. Source: the shapers of HarfBuzz. */
const NAMES = [
  'Arab Hebr Syrc Thaa Nkoo Mong Phag Mand Mani Adlm Rohg Hang Latn Grek Cyrl Deva Beng Guru Gujr Orya Taml Telu Knda Mlym',
  'Sinh Thai Laoo Tibt Mymr Khmr Java Bali Sund Cham Cakm Lana Talu Tale Bugi Batk Limb Lepc Mtei Saur Kali',
].flatMap(line => line.split(' '))
const SCRIPTS = NAMES.map(name => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const)
const ANY = /[\p{Script=Common}\p{Script=Inherited}]/u

/** The script of a letter; null of what goes with any, '' of one that stands side by side like most. */
export function scriptOf(letter: string): string | null {
  const char = Array.from(letter).find(one => !ANY.test(one))
  return char === undefined ? null : (SCRIPTS.find(([, script]) => script.test(char))?.[0] ?? '')
}
