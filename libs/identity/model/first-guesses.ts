/**
 * What is guessed first here, besides {@link LEAKED_PASSWORDS}, which knows English best: words of the languages that are spoken around our
 * practices, of their trade, and of the patterns of keyboards that are used there. In lower case.
 */
export const FIRST_GUESSES: ReadonlySet<string> = new Set(
  `qwertzuiop qwertz123 qwertz1234 qwertzui asdfghjkl; qwertyuiop[] qwerasdfzxcv a1b2c3d4e5 1a2b3c4d5e aabbccddee abcdefgh
  password1234 password12345 kennwort kennwort1 passwort1 passwort12 passwort123 passwort1234 motdepasse motdepasse1 contrasena contraseña wachtwoord wachtwoord1
  passwordpassword newpassword yourpassword secretsecret geheimgeheim geheim123 geheim1234 schatz123 hallo1234 hallohallo hellohello
  willkommen willkommen1 welcometo welcomehome letmeinnow letmeinplease iloveyouso ilovemyself iloveyoubaby changemenow changeit changeme1
  changeme123 defaultpassword temporary temppassword adminadmin administrator admin1234 rootroot superuser guestguest useruser
  loginlogin accessaccess testtest1 demodemo demo1234 praxisdemo praxispraxis praxis123 praxis1234 therapist therapie therapie1
  hospital patient1 patient123 doctor123 fruehling frühling sonnenschein schmetterling tequiero vivalavida parispar amorcito
  correcthorsebatterystaple correct-horse-battery-staple helloworld everything`
    .split(/\s+/)
    .filter(Boolean),
);
