/**
 * What is guessed first, in lower case. Put together for Praxis from what the yearly rankings of leaked passwords agree on, which
 * are facts and under no licence; of each word one form, since digits around it and look-alike characters are taken away before
 * it is looked up. Shorter ones than a password may be are there for that reason.
 */
export const FIRST_GUESSES: ReadonlySet<string> = new Set(
  `1234567890 12345678910 123456789a 0123456789 0987654321 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx 1qazxsw2 qazwsxedc
  qazwsxedcrfv zaq12wsx zaq1zaq1 zxcvbnm asdfghjkl asdfghjkl; qwertyuiop qwertyuiop[] qwerty qwertz qwertzuiop azerty azertyuiop
  qwerty12345 qwerasdf qwerasdfzxcv asdfasdf asdf1234 1111111111 1212121212 1122334455 1029384756 147258369 789456123
  123123123 123321123 147852369 9876543210 1234554321 12341234 1234512345 11223344 password passwort kennwort motdepasse
  contrasena contraseña wachtwoord parola lozinka haslo senha passw0rd passwordpassword mypassword yourpassword newpassword
  password1password secret secretsecret letmein letmeinplease letmeinnow iloveyou iloveyouso ilovemyself iloveyoubaby loveyou
  iloveu welcome welcomehome welcometo administrator admin adminadmin root rootroot toor superuser superman superstar batman
  spiderman pokemon minecraft starwars football basketball baseball volleyball liverpool manchester chelsea arsenal barcelona
  realmadrid juventus borussia schalke bayern princess princesa sunshine shadow dragon monkey master trustno trustnoi trustnoone
  whatever freedom michael jennifer jessica charlie jordan hunter computer internet samsung google facebook linkedin
  mercedes ferrari porsche corvette mustang harley chocolate butterfly blink flower cheese pepper ginger cookie
  summer winter spring autumn sommer fruehling frühling herbst january february march april june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday changeme changemenow changeit default defaultpassword
  temporary temppassword temp test testtest testing tester guest guestguest demo demodemo praxis praxispraxis praxis-demo
  praxisdemo therapy therapist patient doctor hospital medical health login loginlogin access accessaccess abcabcabc abcd
  abcdefghij abcdefg abcdef abcdefgh abcd1234 a1b2c3d4e5 a1b2c3d4 aabbccddee q1w2e3r4t5 q1w2e3r4 1a2b3c4d5e 1a2b3c4d user useruser
  correcthorsebatterystaple correct-horse-battery-staple correct horse battery staple hello hellohello helloworld goodbye
  mynameis nothing something everything anything fuckyou fuckyoufuckyou asshole bullshit killer slipknot metallica nirvana
  eminem bismillah inshallah jesus jesuschrist jesusislord christ blessed heaven angel angels matrix naruto
  thomas robert daniel andrew joshua matthew anthony william nicole michelle amanda ashley
  schatz hallo hallohallo ficken geheim geheimgeheim sonnenschein schmetterling fussball bonjour soleil doudou loulou chouchou
  marseille parispar vivalavida teamo tequiero mariposa estrella amorcito cristina alejandro`
    .split(/\s+/)
    .filter(Boolean),
);
