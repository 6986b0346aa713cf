# Deutsch. Anrede: Sie. Sätze sagen, was geschah, warum, und was als Nächstes zu tun ist.

language-name = Deutsch
language-menu = Sprache

shared-skip = Zum Inhalt springen
shared-show = Anzeigen
shared-show-label = Passwort anzeigen
shared-copy = Kopieren
shared-copied = Kopiert
shared-next = Nächste Schritte
shared-try-again = Erneut versuchen
shared-your-applications = Ihre Anwendungen
shared-for-whom-you-ask = Für die Person, die Sie fragen
shared-if-it-stays = Falls es so bleibt
shared-tell-number = Nennen Sie den Betreibern dieses Gateways diese Nummer:

time-now = gerade eben
time-ago-seconds =
    { $n ->
        [one] vor { $n } Sekunde
       *[other] vor { $n } Sekunden
    }
time-ago-minutes =
    { $n ->
        [one] vor { $n } Minute
       *[other] vor { $n } Minuten
    }
time-ago-hours =
    { $n ->
        [one] vor { $n } Stunde
       *[other] vor { $n } Stunden
    }
time-in-seconds =
    { $n ->
        [one] in { $n } Sekunde
       *[other] in { $n } Sekunden
    }
time-in-minutes =
    { $n ->
        [one] in { $n } Minute
       *[other] in { $n } Minuten
    }
time-in-hours =
    { $n ->
        [one] in { $n } Stunde
       *[other] in { $n } Stunden
    }
time-length-seconds =
    { $n ->
        [one] { $n } Sekunde
       *[other] { $n } Sekunden
    }
time-length-minutes =
    { $n ->
        [one] { $n } Minute
       *[other] { $n } Minuten
    }
time-length-hours =
    { $n ->
        [one] { $n } Stunde
       *[other] { $n } Stunden
    }
time-length-days =
    { $n ->
        [one] { $n } Tag
       *[other] { $n } Tage
    }
time-date = { $day }.{ $month }.{ $year }, { $hour }:{ $minute } UTC
number-tenths = { $whole },{ $tenth }

nav-main = Hauptmenü
nav-account-of = Konto:
nav-applications = Anwendungen
nav-account = Konto
nav-switch = Konto wechseln
nav-sign-out = Abmelden
foot-privacy = Datenschutz
foot-signed-in = Angemeldet { $how }, { $when }
foot-ends = Endet { $when } oder früher, wenn Sie sich abmelden

how-password = mit Passwort
how-password-and-factor = mit Passwort und zweitem Faktor
how-factor = mit Passkey oder Sicherheitsschlüssel
how-other = auf anderem Weg

sign-in-title = Anmelden
sign-in-refused-title = Anmeldung abgelehnt
sign-in-asker = <b>{ $app }</b> erfordert eine Anmeldung
sign-in-name = Benutzername oder E-Mail-Adresse
sign-in-password = Passwort
sign-in-keep = Angemeldet bleiben
sign-in-keep-hint = { $span } lang, nur auf diesem Gerät.
sign-in-button = Anmelden
sign-in-or = oder
sign-in-passkey = Mit Passkey anmelden
sign-in-passkey-hint = Fingerabdruck, Gesicht oder Geräte-PIN. Nichts einzutippen.
sign-in-passkey-no-script = Passkeys benötigen JavaScript. Ihr Passwort funktioniert auch ohne.
sign-in-or-password = oder mit Ihrem Passwort
sign-in-passkey-refused = Dieser Passkey wurde nicht angenommen, Sie sind nicht angemeldet. Vielleicht wurde er hier entfernt, oder die Seite war zu lange geöffnet. Melden Sie sich mit Ihrem Passwort oder einem anderen Passkey an.
sign-in-continue = Weiter als { $name }
sign-in-signed-out-here = Sie haben sich von dieser Anwendung abgemeldet, Ihre Anmeldung an diesem Gateway besteht aber weiter. Melden Sie sich mit einem Passwort an, oder machen Sie weiter wie zuvor.
sign-in-refused = Name und Passwort passen nicht zusammen. Prüfen Sie beides und melden Sie sich erneut an, oder fragen Sie die Betreiber dieses Gateways.
sign-in-busy = Im Moment melden sich zu viele Personen an, deshalb wurde Ihr Passwort nicht geprüft. Warten Sie einige Sekunden und melden Sie sich erneut an.
sign-in-unavailable = { $product } erreicht seinen Speicher nicht, deshalb kann sich gerade niemand anmelden. Warten Sie eine Minute und melden Sie sich erneut an.
sign-in-stale = Dieses Formular war zu lange geöffnet, oder der Browser hat kein Cookie dafür behalten; es wurde nichts weitergegeben. Melden Sie sich erneut an. Geschieht es noch einmal, erlauben Sie Cookies für diese Website.
sign-in-lost-way = Der Link, der Sie hierher führte, wurde schon benutzt oder ist zu alt. Melden Sie sich an und öffnen Sie die Anwendung aus Ihrer Liste.
sign-in-again = Sie sind als <b>{ $who }</b> angemeldet. Diese Anwendung verlangt eine frische Anmeldung, und Ihre ist älter als erlaubt. Melden Sie sich erneut an, um fortzufahren.

enrol-first-title = Das erste Konto anlegen
enrol-first-lead = Sie werden Administrator dieses Gateways.
enrol-button = Konto anlegen
enrol-administrator-title = Ein Administratorkonto anlegen
enrol-administrator-lead = Sie werden ein weiterer Administrator dieses Gateways.
enrol-invited-title = Ihre Anmeldung einrichten
enrol-invited-lead = Für Sie wurde ein Konto angelegt. Ein Passkey genügt; stattdessen kann auch ein Passwort festgelegt werden.
enrol-password-title = Passwort festlegen
enrol-password-lead = Damit melden Sie sich künftig an. Ihre jetzt offenen Sitzungen enden, sobald Sie es festlegen.
enrol-password-button = Passwort festlegen
enrol-passkey = Mit Passkey anlegen
enrol-password-passkey = Passkey anlegen
enrol-passkey-hint = Empfohlen. Ihr Gerät fragt nach Fingerabdruck, Gesicht oder PIN.
enrol-or-password = oder mit einem Passwort
enrol-with-password = Mit Passwort anlegen
enrol-once = Dieser Link gilt einmal und endet { $when }.
enrol-username = Benutzername
enrol-username-hint = Kurz, für die Anmeldung. Buchstaben, Ziffern, Punkte und Striche.
enrol-email = E-Mail-Adresse
enrol-display-name = Anzeigename
enrol-display-name-hint = So nennen Sie Seiten und Anwendungen.
enrol-password = Passwort
enrol-password-hint = Mindestens { $n } Zeichen. Vier zufällige Wörter sind gut.
enrol-confirm = Passwort wiederholen
enrol-fault-bad-username = Dieser Name enthält ein Zeichen, das nicht geht, oder ist zu lang. Schreiben Sie bis zu 64 Buchstaben, Ziffern, Punkte und Striche, am Anfang ein Buchstabe oder eine Ziffer.
enrol-fault-taken-username = Diesen Namen hat schon jemand. Wählen Sie einen anderen.
enrol-fault-bad-email = Diese Adresse ist unvollständig. Schreiben Sie sie ganz aus, etwa ada@example.com.
enrol-fault-taken-email = Ein anderes Konto hat diese Adresse schon. Geben Sie eine andere an.
enrol-fault-no-display-name = Der Anzeigename ist leer oder zu lang. Schreiben Sie Ihren Namen mit höchstens 128 Zeichen.
enrol-fault-short-password = Dieses Passwort ist kürzer als { $n } Zeichen. Fügen Sie ein oder zwei Wörter hinzu.
enrol-fault-long-password = Dieses Passwort ist länger als { $n } Zeichen. Wählen Sie ein kürzeres.
enrol-fault-odd-password = Dieses Passwort enthält ein Steuerzeichen, das keine Tastatur eingibt. Geben Sie es noch einmal ein.
enrol-fault-large-password = Dieses Passwort ist zu lang, um aufbewahrt zu werden. Wählen Sie ein kürzeres.
enrol-fault-no-uppercase = Diesem Passwort fehlt ein Großbuchstabe. Fügen Sie einen hinzu.
enrol-fault-no-lowercase = Diesem Passwort fehlt ein Kleinbuchstabe. Fügen Sie einen hinzu.
enrol-fault-no-number = Diesem Passwort fehlt eine Ziffer. Fügen Sie eine hinzu.
enrol-fault-no-special = Dieses Passwort besteht nur aus Buchstaben und Ziffern. Fügen Sie ein Zeichen wie - oder ein Leerzeichen hinzu.
enrol-fault-guessable = Dieses Passwort ist leicht zu erraten. Fügen Sie ein oder zwei Wörter hinzu, die nichts mit Ihnen zu tun haben.
password-uppercase = Ein Großbuchstabe
password-lowercase = Ein Kleinbuchstabe
password-number = Eine Ziffer
password-special = Ein Zeichen, das weder Buchstabe noch Ziffer ist
password-caps = Die Feststelltaste ist an.
password-strength = Wie schwer das Passwort zu erraten ist
password-weak = Bisher leicht zu erraten
password-strong = Schwer zu erraten
enrol-fault-differs = Die beiden Passwörter unterscheiden sich. Geben Sie zweimal dasselbe ein.
enrol-stale = Dieses Formular war zu lange geöffnet, oder der Browser hat kein Cookie dafür behalten; es wurde nichts gespeichert. Füllen Sie es erneut aus. Geschieht es noch einmal, erlauben Sie Cookies für diese Website.
enrol-key-refused = Der Passkey wurde nicht angenommen: Diese Seite war zu lange geöffnet, oder die Antwort des Browsers war nicht brauchbar. Es wurde nichts gespeichert. Versuchen Sie es noch einmal, oder legen Sie ein Passwort fest.
enrol-unavailable = { $product } kann gerade nicht speichern. Es wurde nichts geändert, und Ihr Link gilt weiter. Warten Sie einige Sekunden und senden Sie das Formular erneut.

passkey-wait = Folgen Sie den Anweisungen Ihres Browsers.
passkey-show-not-allowed = Es wurde nichts gewählt, oder es hat zu lange gedauert. Drücken Sie noch einmal auf die Schaltfläche, oder nehmen Sie einen anderen Weg.
passkey-make-not-allowed = Es wurde kein Passkey angelegt: Der Vorgang wurde abgebrochen oder dauerte zu lange. Drücken Sie noch einmal auf die Schaltfläche.
passkey-make-there = Auf diesem Gerät oder Schlüssel gibt es schon einen Passkey für Ihr Konto. Nehmen Sie ein anderes Gerät.
passkey-insecure = Unter dieser Adresse funktionieren Passkeys nicht. Öffnen Sie die Seite unter ihrer üblichen Adresse, mit https.
passkey-not-supported = Dieser Browser oder dieses Gerät kann hier keine Passkeys verwenden. Nehmen Sie einen anderen Browser oder einen anderen Weg.
passkey-constraint = Dieser Schlüssel kann nicht nach Fingerabdruck, Gesicht oder PIN fragen. Richten Sie eine PIN darauf ein, oder nehmen Sie einen anderen.
passkey-other = Der Browser hat ohne Begründung abgebrochen. Drücken Sie noch einmal auf die Schaltfläche, oder nehmen Sie einen anderen Weg.

second-refused-title = Nicht angenommen
second-app-title = Code aus Ihrer App eingeben
second-recovery-title = Wiederherstellungscode eingeben
second-key-title = Passkey verwenden
second-password-title = Passwort eingeben
second-asker = <b>{ $app }</b> verlangt einen zweiten Faktor
second-code = { $digits }-stelliger Code
second-app-hint = Aus Ihrer Authentifizierungs-App. Jeder Code gilt einmal.
second-app-hint-named = Aus der Authentifizierungs-App „{ $name }“. Jeder Code gilt einmal.
second-recovery = Wiederherstellungscode
second-recovery-hint = Von dem Blatt, das Sie aufbewahrt haben. Jeder Code gilt einmal.
second-recovery-left =
    { $n ->
        [one] Noch { $n } übrig
       *[other] Noch { $n } übrig
    }
second-key-button = Passkey verwenden
second-key-hint = Ein Sicherheitsschlüssel oder Ihr Gerät mit Fingerabdruck, Gesicht oder PIN.
second-key-yours = Ihre: { $names }.
second-key-no-script = Passkeys benötigen JavaScript, das dieser Browser hier nicht ausführt. Erlauben Sie es für diese Website, oder nehmen Sie einen anderen Weg.
second-button = Weiter
second-others = Ein anderer Weg
second-other-key = Passkey oder Sicherheitsschlüssel
second-other-app = Authentifizierungs-App
second-so-far = Bisher angemeldet als { $who }.
second-not-you = Sind das nicht Sie?
second-app-refused = Dieser Code ist falsch, wurde schon benutzt oder gilt nicht mehr. Warten Sie auf den nächsten in Ihrer App und geben Sie diesen ein.
second-recovery-refused = Dieser Wiederherstellungscode ist falsch oder wurde schon benutzt. Vergleichen Sie ihn mit Ihrem Blatt, oder geben Sie den nächsten ein.
second-key-refused = Dieser Passkey wurde für dieses Konto nicht angenommen, oder die Seite war zu lange geöffnet. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.
second-password-refused = Dieses Passwort ist falsch. Prüfen Sie es und geben Sie es erneut ein.
second-stale = Dieses Formular war zu lange geöffnet, oder der Browser hat kein Cookie dafür behalten; es wurde nichts weitergegeben. Senden Sie es erneut. Geschieht es noch einmal, erlauben Sie Cookies für diese Website.
second-unavailable = { $product } erreicht seinen Speicher nicht, deshalb kann gerade nichts geprüft werden. Warten Sie eine Minute und senden Sie es erneut.
second-busy = Es gab zu viele Versuche, deshalb wurde dieser nicht geprüft. Warten Sie einige Minuten und versuchen Sie es erneut.
second-duo-title = Bestätigen Sie auf Ihrem Telefon
second-other-duo = Anfrage von Duo
second-duo-hint = Duo fragt Ihr Telefon, ob Sie es sind. Antworten Sie dort innerhalb einer Minute.
second-duo-hint-named = Duo fragt Ihr Telefon „{ $phone }“, ob Sie es sind. Antworten Sie dort innerhalb einer Minute.
second-duo-button = Mein Telefon fragen
second-duo-change = Ein anderes Telefon wählen
second-duo-phones = Welches Telefon?
second-duo-enrol = Duo einrichten
second-duo-refused = Ihr Telefon wurde nicht gefragt, oder die Antwort kam zu spät. Fragen Sie noch einmal oder gehen Sie einen anderen Weg.
second-duo-push-denied = Die Anmeldung wurde auf Ihrem Telefon abgelehnt, es wird also nichts geöffnet. Haben nicht Sie gefragt, dann ändern Sie Ihr Passwort: Jemand kennt es.
second-duo-push-reported = Die Anmeldung wurde auf Ihrem Telefon als fremd gemeldet. Haben nicht Sie gefragt, dann ändern Sie Ihr Passwort: Jemand kennt es.
second-duo-push-unanswered = Auf Ihrem Telefon hat niemand rechtzeitig geantwortet. Fragen Sie noch einmal oder gehen Sie einen anderen Weg.
second-duo-push-pending = Ihr Telefon wird schon von einem anderen Browser gefragt. Sind das nicht Sie, dann lehnen Sie dort ab und ändern Sie Ihr Passwort; sonst warten Sie eine Minute und fragen Sie noch einmal.
second-duo-denied = Duo lässt Ihr Konto nicht zu, deshalb wurde Ihr Telefon nicht gefragt. Wenden Sie sich an die Verwaltung von Duo oder gehen Sie einen anderen Weg.
second-duo-unknown = Duo kennt Sie noch nicht, deshalb wurde niemand gefragt. Lassen Sie es zuerst einrichten oder gehen Sie einen anderen Weg.
second-duo-no-phone = Sie haben bei Duo kein Telefon, das gefragt werden kann. Richten Sie dort eines mit der App von Duo ein oder gehen Sie einen anderen Weg.
second-duo-bypass = Duo würde Sie ohne Frage durchlassen, und das zählt hier nicht als zweiter Faktor. Gehen Sie einen anderen Weg.
second-duo-away = Duo ist nicht erreichbar, deshalb wurde Ihr Telefon nicht gefragt. Versuchen Sie es in einer Minute noch einmal oder gehen Sie einen anderen Weg.
push-waiting-title = Antworten Sie auf Ihrem Telefon
push-waiting-text = Eine Frage ist unterwegs an „{ $phone }“. Diese Seite geht von selbst weiter, sobald Sie dort geantwortet haben.
push-look = Ich habe geantwortet
push-allowed-title = Auf Ihrem Telefon bestätigt
push-allowed-text = „{ $phone }“ hat ja gesagt.
push-other-way = Einen anderen Weg gehen

launcher-title = Anwendungen
launcher-search = Suchen
launcher-search-label = Anwendungen durchsuchen
launcher-key = suchen
launcher-all = Alle anzeigen
launcher-count =
    { $n ->
        [one] { $n } Anwendung
       *[other] { $n } Anwendungen
    }
launcher-none-found = Keine Ihrer Anwendungen passt zu <b>{ $query }</b>.
launcher-second-factor = Verlangt einen zweiten Faktor
launcher-empty = Hier stehen die Anwendungen, die Sie öffnen dürfen. Noch ist keine aufgeführt: Öffnen Sie die, deren Adresse Sie kennen, oder fragen Sie die Betreiber dieses Gateways.

account-title = Konto
account-tab-profile = Profil
account-tab-security = Sicherheit
account-tab-preferences = Einstellungen
account-ended = Dort abgemeldet. Alles, was darin offen war, ist geschlossen.
account-who = Wer Sie sind
account-who-hint = Was Anwendungen hinter diesem Gateway über Sie erfahren können.
account-display-name = Anzeigename
account-username = Benutzername
account-email = E-Mail-Adresse
account-groups = Gruppen
account-roles = Rollen
account-none = keine
account-how = Wie Sie sich angemeldet haben
account-how-hint = Anwendungen können eine stärkere oder frischere Anmeldung verlangen.
account-way = Anmeldung
account-way-is = Angemeldet { $how }
account-level = Sicherheitsstufe
account-level-is = Stufe { $aal } ({ $amr })
account-since = Seit
account-ends = Endet ungenutzt
account-latest = Endet spätestens
account-sessions = Sitzungen
account-sessions-hint = Wo Sie angemeldet sind. Abmelden schließt dort alles innerhalb einer Sekunde.
account-device = { $browser } unter { $system }
account-device-unknown = Ein Programm ohne Namen
account-this-device = Dieses Gerät
account-row = angemeldet { $how }, { $since } · endet spätestens { $ends }
account-network-same = dieses Netz
account-network-private = ein privates Netz
account-network-public = ein anderes Netz
account-sign-ins = Letzte Anmeldungen
account-sign-ins-hint = Die letzten zwanzig dieses Kontos, auch abgelehnte. War eine davon nicht von Ihnen, ändern Sie Ihr Passwort und melden Sie sich überall sonst ab.
account-sign-in-done = Angemeldet
account-sign-in-refused = Abgelehnt
account-method-enrolment = Einladungslink
account-method-other = Ein anderer Anmeldeweg
account-end = Abmelden
account-end-others = Überall sonst abmelden

security-title = Anmeldung und Sitzungen
security-keys = Passkeys
security-keys-hint = Der schnellste Weg hinein, und er lässt sich nicht abphishen.
security-keys-off = Passkeys sind an diesem Gateway ausgeschaltet. Mit diesen kann sich niemand anmelden, bis sie eingeschaltet werden.
security-keys-add = Passkey hinzufügen
security-keys-none = Sie haben noch keinen. Ein Passkey liegt auf Ihrem Telefon, Ihrem Computer oder einem Sicherheitsschlüssel und fragt nach Fingerabdruck, Gesicht oder PIN.
security-key-synced = Vom Hersteller synchronisiert
security-key-bound = An ein Gerät gebunden
security-key-cloned = Nicht angenommen
security-key-cloned-text = Er zählt seine Verwendungen und hat rückwärts gezählt, vielleicht gibt es eine Kopie. Entfernen Sie ihn, und fügen Sie den Schlüssel nur wieder hinzu, wenn Sie ihm noch trauen.
security-added = hinzugefügt { $when }
security-used = zuletzt benutzt { $when }
security-never-used = nie benutzt
security-rename = Umbenennen
security-new-name = Neuer Name
security-remove = Entfernen
security-others = Andere Wege
security-others-hint = Für den Fall, dass kein Passkey zur Hand ist.
security-app = Authentifizierungs-App
security-app-is = „{ $name }“, hinzugefügt { $when }
security-app-none = Eine App auf Ihrem Telefon zeigt jede halbe Minute einen neuen Code. Er wird nach Ihrem Passwort verlangt.
security-app-add = Hinzufügen
security-codes = Wiederherstellungscodes
security-codes-left = Noch { $left } von { $drawn }, erstellt { $when }. Neue Codes ersetzen diese.
security-codes-none = Sie haben keine. Jeder ersetzt einmal ein verlorenes Telefon oder einen verlorenen Schlüssel.
security-codes-later = Jeder ersetzt einmal ein verlorenes Telefon oder einen verlorenen Schlüssel. Fügen Sie zuerst einen Passkey oder eine App hinzu.
security-codes-make = Codes erstellen
security-codes-renew = Neue Codes erstellen
security-password-is = Sie haben eines.
security-password-set = Festgelegt { $when }
security-password-directory = Im Verzeichnis { $directory } hinterlegt. Ändern Sie es dort.
security-password-change = Ändern
security-sessions-show = Sitzungen anzeigen
security-done-key-added = Der Passkey ist hinzugefügt. Ab jetzt können Sie sich damit anmelden.
security-done-key-renamed = Der Passkey hat seinen neuen Namen.
security-done-key-removed = Der Passkey ist entfernt und meldet niemanden mehr an. Ihr Gerät führt ihn vielleicht noch auf; löschen Sie ihn auch dort.
security-done-app-added = Die Authentifizierungs-App ist hinzugefügt. Erstellen Sie Wiederherstellungscodes für den Tag, an dem das Telefon fehlt.
security-done-app-removed = Die Authentifizierungs-App ist entfernt. Ihre Codes gelten nicht mehr; löschen Sie den Eintrag auch in der App.
security-done-codes-removed = Die Wiederherstellungscodes sind entfernt. Keiner davon gilt mehr.
security-phone-forget = Vergessen
security-done-phone-forgotten = Das Telefon ist vergessen. Duo hat es noch und fragt es wieder, wenn Sie es bei einer Anmeldung wählen.
security-done-password-changed = Ihr Passwort ist geändert. Ihre anderen Sitzungen sind geschlossen.

preferences-title = Einstellungen
preferences-hint = Sie gelten mit Ihrem Konto in jedem Browser.
preferences-saved = Ihre Einstellungen sind gespeichert.
preferences-language-auto = Wie der Browser es verlangt
preferences-theme = Farbschema
preferences-theme-auto = Wie das System es vorgibt
preferences-theme-light = Hell
preferences-theme-dark = Dunkel
preferences-second = Zweiter Faktor, der zuerst verlangt wird
preferences-second-hint = Wenn eine Anwendung einen zweiten Faktor verlangt. Die anderen Wege bleiben einen Klick entfernt.
preferences-none = Keine Vorgabe
preferences-save = Speichern

factor-not-done-title = Nicht ausgeführt · { $page }
factor-off = Dieser Anmeldeweg ist ausgeschaltet oder wird woanders verwaltet; es wurde nichts geändert. Fragen Sie die Betreiber dieses Gateways.
factor-stale = Diese Seite war zu lange geöffnet oder wurde schon gesendet; es wurde nichts geändert. Beginnen Sie von vorn.
factor-wrong-code = Dieser Code ist falsch oder gilt nicht mehr. Warten Sie auf den nächsten in Ihrer App und geben Sie diesen ein.
factor-there = Es gibt schon eine; es wurde nichts hinzugefügt. Entfernen Sie zuerst die vorhandene.
factor-bad-name = Dieser Name ist leer, zu lang oder enthält ein Zeichen, das sich nicht anzeigen lässt. Schreiben Sie einen Namen mit bis zu 64 Zeichen.
factor-unknown = Das gehört nicht zu Ihren Anmeldewegen; es wurde nichts geändert. Vielleicht wurde es schon entfernt; sehen Sie in der Liste nach.
factor-too-many = Sie haben so viele Passkeys, wie ein Konto fassen kann. Entfernen Sie einen, den Sie nicht benutzen, und fügen Sie dann diesen hinzu.
factor-key-unreadable = Die Antwort des Browsers war nicht lesbar; es wurde kein Passkey hinzugefügt. Versuchen Sie es erneut, oder nehmen Sie einen anderen Browser.
factor-key-mismatch = Die Antwort des Browsers gehört nicht zu dieser Seite; es wurde kein Passkey hinzugefügt. Versuchen Sie es von dieser Seite aus erneut.
factor-key-not-verified = Der Schlüssel hat nicht geprüft, dass Sie es sind; er wurde nicht hinzugefügt. Richten Sie eine PIN oder einen Fingerabdruck darauf ein, oder nehmen Sie einen anderen.
factor-key-model = Dieses Gateway nimmt Schlüssel dieses Modells nicht an; er wurde nicht hinzugefügt. Nehmen Sie einen anderen, oder fragen Sie die Betreiber dieses Gateways, welche es annimmt.
factor-key-synced = Dieses Gateway nimmt keine Passkeys an, die zwischen Geräten kopiert werden; er wurde nicht hinzugefügt. Nehmen Sie einen Sicherheitsschlüssel.
factor-key-unproven = Dieser Schlüssel nennt sein Modell und hat es nicht bewiesen, deshalb wurde er nicht hinzugefügt. Erlauben Sie dem Browser, das Modell mitzuteilen, oder nehmen Sie einen anderen Schlüssel.
factor-models-outdated = Was hier über Modelle bekannt ist, ist veraltet, deshalb kann kein neuer Schlüssel geprüft werden. Bitten Sie die Verwaltung, es zu erneuern.
factor-wrong-password = Ihr aktuelles Passwort ist falsch; es wurde nichts geändert. Geben Sie es erneut ein.
factor-password-not-taken = Das Verzeichnis, das Ihr Passwort verwaltet, hat dieses nicht angenommen. Vielleicht verlangt es ein längeres oder eines, das Sie noch nie hatten.
factor-last-way = Das ist Ihr einziger Anmeldeweg, deshalb bleibt er. Fügen Sie zuerst einen anderen hinzu.
factor-unavailable = { $product } kann gerade nicht speichern; es wurde nichts geändert. Warten Sie einige Sekunden und versuchen Sie es erneut.
factor-whose = Für das Konto { $who }.
factor-back = Zurück
factor-name = Name
factor-name-hint = Wo er ist, damit Sie ihn wiedererkennen: „Laptop“, „blauer Schlüssel“.

add-key-title = Passkey hinzufügen
add-key-lead = Damit melden Sie sich ohne Passwort an. Ihr Browser fragt, wo er liegen soll: in diesem Gerät, in einem Telefon oder auf einem Sicherheitsschlüssel.
add-key-hint = Ihr Gerät oder Schlüssel fragt nach Fingerabdruck, Gesicht oder PIN.
add-key-no-script = Ein Passkey wird vom Browser angelegt, und dafür ist JavaScript nötig. Erlauben Sie es für diese Website und öffnen Sie diese Seite erneut.

add-app-title = Authentifizierungs-App hinzufügen
add-app-lead = Übertragen Sie diesen Schlüssel in eine Authentifizierungs-App. Geben Sie dann den Code ein, den die App zeigt, damit wir wissen, dass es funktioniert.
add-app-scan = Mit der App scannen
add-app-qr = QR-Code mit dem Schlüssel für Ihre App
add-app-type = Oder diesen Schlüssel abtippen
add-app-open = In einer App auf diesem Gerät öffnen
add-app-code-hint = Was die App jetzt anzeigt.
add-app-shape = Codes anderer Art
add-app-shape-hint = Wenn Ihre App oder Ihre Vorschriften es verlangen, wählen Sie, wie die Codes sind, und holen Sie einen Schlüssel dafür.
add-app-algorithm = Algorithmus
add-app-digits = Stellen
add-app-period = Ein neuer Code alle
add-app-shape-button = Solchen Schlüssel erzeugen
add-app-button = App hinzufügen

recovery-title = Ihre Wiederherstellungscodes
recovery-lead = Jeder gilt einmal, anstelle eines verlorenen Telefons oder Schlüssels. Frühere Codes gelten nicht mehr.
recovery-once = Diese Codes werden nur jetzt angezeigt. Drucken Sie sie aus oder schreiben Sie sie auf, und bewahren Sie sie bei Ihren Unterlagen auf, nicht auf dem Telefon, das sie ersetzen.
recovery-of = { $who } bei { $host }, erstellt { $when }
recovery-kept = Ich habe sie aufbewahrt
recovery-print = Drucken

change-password-title = Passwort ändern
change-password-lead = Ihre anderen Sitzungen werden geschlossen, wenn Sie es ändern.
change-password-old = Aktuelles Passwort
change-password-new = Neues Passwort
change-password-confirm = Neues Passwort wiederholen
change-password-button = Passwort ändern

remove-key-title = Passkey „{ $name }“ entfernen?
remove-key-text = Sie können sich damit nicht mehr anmelden. Ihr Gerät führt ihn vielleicht noch auf; löschen Sie ihn auch dort.
remove-app-title = Authentifizierungs-App „{ $name }“ entfernen?
remove-app-text = Ihre Codes gelten sofort nicht mehr. Löschen Sie den Eintrag auch in der App.
renew-codes-text = Die Codes, die Sie haben, gelten sofort nicht mehr. Die neuen werden nur einmal angezeigt.
remove-codes-title = Wiederherstellungscodes entfernen?
remove-codes-text = Keiner davon gilt danach noch. Sie können neue erstellen.
remove-phone-title = Das Telefon „{ $name }“ vergessen?
remove-phone-text = Duo hat es noch und fragt es wieder, wenn Sie es bei einer Anmeldung wählen.
remove-leaves-nothing = Das ist Ihr letzter zweiter Faktor. Danach meldet Sie nur noch Ihr Passwort an, und Anwendungen, die zwei Faktoren verlangen, bleiben Ihnen verschlossen.
remove-keep = Behalten

user-title = Wer Sie hier sind
user-heading = Sie sind { $name }
user-lead = Angemeldet { $how }, { $when }. Das kann die Anwendung auf diesem Host erfahren.
user-session = Sitzung
user-back = Zurück zu { $host }

sign-out-everywhere-title = Überall abmelden
sign-out-host-title = Von { $host } abmelden
sign-out-who = Sie sind als <b>{ $who }</b> angemeldet.
sign-out-host-text = Wenn Sie sich hier abmelden, wird geschlossen, was Sie auf diesem Host geöffnet haben. Andere Anwendungen bleiben offen.
sign-out-everywhere-text = Abmelden beendet diese Anmeldung und schließt jede Anwendung, die damit geöffnet wurde.
sign-out-streams = Was eine Anwendung offen hält, ohne erneut zu fragen, etwa ein Chat, bleibt offen, bis ihre Seite geschlossen wird.
sign-out-host-button = Hier abmelden
sign-out-everywhere-button = Überall abmelden
sign-out-everywhere-link = Überall abmelden
sign-out-switch-title = Mit einem anderen Konto anmelden
sign-out-switch-button = Abmelden und wechseln
sign-out-stay = Angemeldet bleiben
sign-out-stale = Dieses Formular war zu lange geöffnet, oder der Browser hat kein Cookie dafür behalten; Sie sind noch angemeldet. Melden Sie sich erneut ab.
signed-out-title = Sie sind abgemeldet
signed-out-host = Von { $host }, auf diesem Gerät. Beim nächsten Besuch wird vor dem Anmelden gefragt.
signed-out-everywhere = Von { $product } und allem dahinter, auf diesem Gerät.
signed-out-took = Es dauerte { $secs } Sekunden.
signed-out-again = Erneut anmelden
signed-out-others =
    { $n ->
        [one] { $n } weitere Sitzung von Ihnen besteht noch. Sie können sie unter „Konto“ beenden.
       *[other] { $n } weitere Sitzungen von Ihnen bestehen noch. Sie können sie unter „Konto“ beenden.
    }

denied-title = Sie können { $app } nicht öffnen
denied-person = Sie sind als <b>{ $who }</b> angemeldet. Diese Seite verlangt etwas, das Ihrem Konto oder dieser Anfrage fehlt.
denied-other-account = Anderes Konto verwenden
denied-nobody = Diese Seite verlangt etwas, das dieser Anfrage fehlt, und eine Anmeldung würde daran nichts ändern.
denied-asks = Zugangsvoraussetzungen
denied-met = erfüllt
denied-missing = fehlt
denied-hidden = Eine Bedingung, die nicht angezeigt wird
denied-not-shown = nicht angezeigt
denied-next = Bitten Sie die Betreiber von { $app } um das, was fehlt. Sie benötigen die Vorgangsnummer unten.

step-up-title = { $app } verlangt einen zweiten Faktor
step-up-text = Sie sind als <b>{ $who }</b> mit einem Faktor angemeldet. Diese Seite verlangt zwei, und ein zweiter kann hier noch nicht eingerichtet werden; sie bleibt daher geschlossen. Eine erneute Anmeldung ändert daran nichts.
step-up-next = Fragen Sie die Betreiber von { $app }, ob vorerst ein Faktor genügen kann. Sie benötigen die Vorgangsnummer unten.

step-up-enroll-text = Sie sind als <b>{ $who }</b> mit einem Faktor angemeldet. Diese Seite verlangt zwei, und Sie haben noch keinen zweiten.
step-up-enroll-next = Fügen Sie Ihrem Konto einen Passkey oder eine Authentifizierungs-App hinzu. Das dauert eine Minute; öffnen Sie die Seite danach erneut.
step-up-enroll-button = Zweiten Faktor hinzufügen

error-application = Die Anwendung
error-bad-request-title = Diese Anfrage ist nicht lesbar
error-bad-request-text = Ihre Adresse oder ihre Felder lassen sich auf mehr als eine Weise verstehen, deshalb hat { $product } sie abgewiesen. Es wurde nichts zugestellt.
error-bad-request-next = Öffnen Sie die Seite aus Ihren Anwendungen. Falls ein Link Sie hierher führte, ist der Link falsch.
error-loop-title = Die Anmeldung dreht sich im Kreis
error-loop-text = Sie haben sich dreimal angemeldet, und jedes Mal kam dieser Browser ohne das Cookie zurück, das dies belegt. Cookies für diese Website sind blockiert, oder etwas entfernt sie.
error-loop-next = Erlauben Sie Cookies für diese Website und für die Anmeldeseite, und öffnen Sie die Seite dann erneut. Meist liegt es an privaten Fenstern oder Datenschutzerweiterungen.
error-code-title = Diese Rückkehr von der Anmeldung ist ungültig
error-code-text = Ihr Code wurde schon benutzt, ist älter als eine Minute oder gehört zu einem anderen Browser. Niemand wurde damit angemeldet.
error-code-next = Öffnen Sie die Seite erneut aus Ihren Anwendungen.
error-cross-site-title = Dieses Formular kam von woanders
error-cross-site-text = Eine Seite auf einer anderen Website hat es gesendet, oder dieser Browser sagte nicht, woher es kam; deshalb hat { $product } es abgewiesen. Es wurde nichts geändert.
error-cross-site-next = Öffnen Sie die Seite hier und senden Sie das Formular erneut.
error-forbidden-title = Das steht Ihnen nicht offen
error-forbidden-text = Ihrem Konto fehlt, was hier verlangt wird. Es wurde nichts geändert.
error-forbidden-next = Fragen Sie die Betreiber dieses Gateways. Sie benötigen die Vorgangsnummer unten.
error-not-found-title = Diese Seite gibt es nicht
error-not-found-text = Unter dieser Adresse ist nichts. Vielleicht ist es umgezogen, oder der Link enthält einen Tippfehler.
error-not-found-next = Öffnen Sie, was Sie brauchen, aus Ihren Anwendungen.
error-unknown-host-title = Unter dieser Adresse ist keine Anwendung
error-unknown-host-text = Hier antwortet { $product }, aber keine Route hat diesen Host. Vielleicht ist der Name vertippt, oder die Route wurde entfernt.
error-unknown-host-next = Öffnen Sie, was Sie brauchen, aus Ihren Anwendungen.
error-method-title = So lässt sich diese Seite nicht abrufen
error-method-text = Die Anfrage verwendete eine Methode, die diese Adresse nicht annimmt. Es wurde nichts geändert.
error-method-next = Öffnen Sie die Seite aus Ihren Anwendungen.
error-request-timeout-title = Die Anfrage brauchte zu lange
error-request-timeout-text = { $product } hat auf den Rest gewartet und die Verbindung dann geschlossen. Es wurde nichts vollständig zugestellt.
error-request-timeout-next = Prüfen Sie Ihre Verbindung und senden Sie es erneut.
error-link-title = Dieser Link gilt nicht mehr
error-link-text = Ein solcher Link gilt einmal und nur kurze Zeit. Er wurde benutzt, ist abgelaufen oder wurde nur teilweise kopiert.
error-link-next = Bitten Sie die Person, von der Sie ihn haben, um einen neuen. Auf dem Server selbst gibt portcullis recover einen aus.
error-too-large-title = Das ist zu groß
error-too-large-text = Was gesendet wurde, ist größer, als diese Adresse annimmt. Es wurde nichts vollständig zugestellt.
error-too-large-next = Senden Sie weniger auf einmal, oder bitten Sie die Betreiber dieses Gateways, die Grenze anzuheben.
error-wrong-connection-title = Diese Verbindung gehört zu einem anderen Host
error-wrong-connection-text = Der Browser hat eine Verbindung benutzt, deren Zertifikat diesen Host nicht nennt. Es wurde nichts zugestellt.
error-wrong-connection-next = Versuchen Sie es erneut; Browser öffnen von selbst eine neue Verbindung.
error-too-many-title = Zu viele Anfragen
error-too-many-text = Von hier kamen mehr Anfragen, als diese Adresse in einer Minute annimmt. Es wurde nichts zugestellt.
error-too-many-next = Warten Sie eine Minute und versuchen Sie es erneut.
error-head-too-large-title = Die Felder der Anfrage sind zu groß
error-head-too-large-text = Adresse, Cookies oder andere Felder sind länger, als { $product } annimmt. Es wurde nichts zugestellt.
error-head-too-large-next = Löschen Sie die Cookies dieser Website in Ihrem Browser und öffnen Sie die Seite erneut.
error-internal-title = In { $product } ist etwas fehlgeschlagen
error-internal-text = Ein Fehler hat diese Anfrage abgebrochen. Er wurde mit der Nummer unten festgehalten, sonst ist nichts betroffen.
error-internal-next = Versuchen Sie es in einer Minute erneut.
error-unavailable-title = { $product } kann gerade nicht entscheiden
error-unavailable-text = Was für die Entscheidung über diese Anfrage nötig ist, lässt sich nicht lesen, deshalb bleibt das Tor zu. Es wurde nichts zugestellt.
error-unavailable-next = Versuchen Sie es in einer Minute erneut.
error-busy-title = { $product } ist im Moment ausgelastet
error-busy-text = Alle Plätze für eine solche Anfrage sind belegt. Es wurde nichts zugestellt.
error-busy-next = Warten Sie einige Sekunden und versuchen Sie es erneut.
error-round-title = { $app } führt zu { $product } zurück
error-round-text = Diese Anfrage kam dreimal hierher zurück: Die Adresse, zu der diese Route führt, ist { $product } selbst, unmittelbar oder über einen anderen Proxy.
error-round-next = Sagen Sie es den Betreibern dieser Website: `to` der Route muss nennen, wo die Anwendung selbst lauscht.
error-origin-broken-title = { $app } hat fehlerhaft geantwortet
error-origin-broken-text = Die Anfrage wurde erlaubt und weitergeleitet. Was { $app } zurücksandte, brach ab oder war ungültig, deshalb hat { $product } es nicht weitergegeben.
error-origin-unreachable-title = { $app } ist nicht erreichbar
error-origin-unreachable-text = Die Anfrage wurde erlaubt, aber { $product } bekam keine Verbindung zu { $app }. Nichts von dem, was Sie gesendet haben, wurde zugestellt.
error-origin-timeout-title = { $app } antwortet nicht
error-origin-timeout-text = Die Anfrage wurde erlaubt und weitergeleitet. { $product } hat auf { $app } so lange gewartet, wie die Route erlaubt, und keine Antwort bekommen.
error-origin-next = Versuchen Sie es in einer Minute erneut. Wenn { $app } gerade erst gestartet wurde, kann es so lange dauern.
error-path-label = Wo die Anfrage stehen blieb
error-path-you = Sie
error-path-signed-in = angemeldet
error-path-asked = angefragt
error-path-permitted = erlaubt
error-path-broken = fehlerhafte Antwort
error-path-unreachable = keine Verbindung
error-path-silent = keine Antwort

sign-in-forgot = Passwort vergessen?
sign-in-reset-done = Ihr neues Passwort ist festgelegt, und alle Ihre Sitzungen wurden beendet. Melden Sie sich damit an.
forgot-title = Neues Passwort wählen
forgot-lead = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Gibt es ein Konto mit einer Adresse, erhält es eine E-Mail mit einem Link.
forgot-button = Link senden
forgot-back = Zurück zur Anmeldung
forgot-sent-title = Sehen Sie in Ihr Postfach
forgot-sent = Gibt es ein Konto dieses Namens mit einer E-Mail-Adresse, ist eine E-Mail mit einem Link dorthin unterwegs.
forgot-sent-browser = Öffnen Sie den Link in diesem Browser. Er gilt einmal und nur für einige Minuten.
forgot-nothing-came = Falls nichts kommt
forgot-nothing-came-text = Sehen Sie auch bei unerwünschter Post nach, und prüfen Sie die Schreibweise des Namens. Manche Passwörter werden woanders verwaltet und lassen sich hier nicht festlegen: Fragen Sie die Betreiber dieses Gateways.
forgot-too-often = Das wurde aus Ihrem Netz zu oft angefordert; es wurde nichts gesendet. Warten Sie einige Minuten und fordern Sie es erneut an.
forgot-busy = Im Moment fragen zu viele Personen an; es wurde nichts gesendet. Warten Sie einige Sekunden und fordern Sie es erneut an.
new-password-title = Neues Passwort wählen
new-password-lead = Es gilt für { $who }. Alle Ihre Sitzungen enden, hier und anderswo.
new-password-button = Passwort festlegen
new-password-stale = Dieses Formular war zu lange geöffnet, oder der Browser hat kein Cookie dafür behalten; es wurde nichts geändert. Senden Sie es erneut.
new-password-unavailable = { $product } kann das gerade nicht tun; es wurde nichts geändert. Warten Sie einige Sekunden und versuchen Sie es erneut.
new-password-not-taken = Das Verzeichnis, das Ihr Passwort verwaltet, hat dieses nicht angenommen. Wählen Sie ein anderes, oder fragen Sie die Betreiber dieses Gateways.
accept-title = Datenschutzhinweise
accept-text = Lesen Sie, bevor es weitergeht, wie hier mit Ihren Daten umgegangen wird, und stimmen Sie zu. Sie werden einmal gefragt und erneut, wenn es neue Hinweise gibt.
accept-link = Datenschutzhinweise lesen (öffnet einen neuen Tab)
accept-button = Zustimmen und weiter
accept-decline = Nicht zustimmen und abmelden
mailed-revoke-title = Den Link wertlos machen?
mailed-revoke-text = Danach kann niemand mehr damit ein neues Passwort wählen. Ihr Passwort bleibt, wie es ist.
mailed-revoke-button = Wertlos machen
mailed-revoke-done-title = Der Link ist wertlos
mailed-revoke-done = Ihr Passwort bleibt, wie es ist. Kommen weiter solche E-Mails, sagen Sie es den Betreibern dieses Gateways.
mailed-undo-title = Die Änderung zurücknehmen?
mailed-undo-password-text = Das neue Passwort wird gesperrt, alle Ihre Sitzungen enden, und Sie wählen ein anderes Passwort.
mailed-undo-added-text = Was hinzugefügt wurde, wird entfernt, und alle Ihre Sitzungen enden.
mailed-undo-removed-text = Was entfernt wurde, wird wiederhergestellt, und alle Ihre Sitzungen enden.
mailed-stop-code-text = Der gemailte Code wird wertlos, alle Ihre Sitzungen enden, und Sie wählen ein anderes Passwort.
mailed-shut-out-title = Anmeldung sperren?
mailed-shut-out-text = Ihr Passwort wird gesperrt, alle Ihre Sitzungen enden, und Sie wählen ein anderes Passwort.
mailed-shut-out-button = Sperren
mailed-undo-button = Zurücknehmen
mailed-undo-done-title = Die Änderung wurde zurückgenommen
mailed-undo-done = Alle Ihre Sitzungen wurden beendet. Melden Sie sich an und sehen Sie nach, was zu Ihrem Konto gehört. Vielleicht kennt jemand Ihr Passwort: Ändern Sie es.
confirm-code-title = Bestätigen, dass Sie es sind
confirm-code-lead = Bevor Sie ändern, wie Sie sich anmelden, senden wir einen Code an { $address }.
confirm-code-send = Code senden
confirm-code-again = Weiteren Code senden
confirm-code-code = Code aus der E-Mail
confirm-code-sent = Ein Code ist unterwegs. Er gilt in diesem Browser und für einige Minuten.
confirm-code-wrong = Dieser Code ist falsch, verbraucht oder zu alt. Prüfen Sie ihn, oder lassen Sie sich einen weiteren senden.
confirm-code-too-many = Es wurden schon mehrere Codes gesendet; es kam kein weiterer hinzu. Nehmen Sie den neuesten, oder warten Sie einige Minuten.
error-mailed-link-text = Ein solcher Link gilt einmal und nur kurze Zeit, mancher nur in dem Browser, der ihn angefordert hat. Er wurde benutzt, ist abgelaufen, wurde durch einen neueren ersetzt oder nur teilweise kopiert.
error-mailed-link-next = Fordern Sie auf der Anmeldeseite einen neuen an, in dem Browser, in dem Sie ihn öffnen wollen.

mail-greeting = Guten Tag { $name },
mail-foot = Gesendet vom Gateway unter { $host }, weil diese Adresse zu einem Konto dort gehört. Antworten auf diese E-Mail liest niemand.
mail-detail-when = Wann
mail-detail-address = Von der Adresse
mail-detail-device = Mit
mail-detail-name = Name
mail-undo-button = Das war ich nicht: zurücknehmen
mail-undo-password = Waren Sie es nicht? Dieser Link gilt einmal, { $span } lang. Er sperrt das neue Passwort, beendet alle Sitzungen und lässt Sie ein anderes Passwort wählen.
mail-undo-added = Waren Sie es nicht? Dieser Link gilt einmal, { $span } lang. Er entfernt, was hinzugefügt wurde, und beendet alle Sitzungen.
mail-undo-removed = Waren Sie es nicht? Dieser Link gilt einmal, { $span } lang. Er stellt wieder her, was entfernt wurde, und beendet alle Sitzungen.
mail-undo-sign-in = Waren Sie es? Dann ist nichts zu tun. Waren Sie es nicht? Dieser Link gilt einmal, { $span } lang. Er sperrt Ihr Passwort, beendet alle Sitzungen und lässt Sie ein anderes Passwort wählen:
mail-stop-button = Das war ich nicht
mail-stop-lead = Haben Sie keinen Code angefordert? Dann hat es jemand getan, der Ihr Passwort kennt. Dieser Link macht den Code wertlos, beendet alle Ihre Sitzungen und lässt Sie ein anderes Passwort wählen:
mail-revoke-button = Link wertlos machen
mail-revoke-lead = Haben Sie nicht darum gebeten, hat sich nichts geändert, und ohne diese E-Mail kann niemand den Link verwenden. Sie können ihn wertlos machen:
mail-reset-password-title = Neues Passwort wählen
mail-reset-password-text = Jemand, hoffentlich Sie, hat bei { $host } darum gebeten, ein neues Passwort wählen zu können.
mail-reset-password-lead = Öffnen Sie diesen Link in dem Browser, mit dem Sie darum gebeten haben. Er gilt einmal, { $span } lang.
mail-reset-password-button = Neues Passwort wählen
mail-confirm-code-title = Ihr Code
mail-confirm-code-text = Geben Sie diesen Code bei { $host } ein, um zu ändern, wie Sie sich anmelden. Er gilt { $span } lang und für den Browser, in dem er angefordert wurde. Geben Sie ihn niemandem: Die Betreiber des Gateways fragen nie danach.
mail-password-changed-title = Ihr Passwort wurde geändert
mail-password-changed-text = Ihr Passwort bei { $host } wurde geändert, und alle Ihre anderen Sitzungen wurden beendet.
mail-password-reset-title = Ihr Passwort wurde zurückgesetzt
mail-password-reset-text = Über einen gemailten Link wurde ein neues Passwort für { $host } gewählt, und alle Ihre Sitzungen wurden beendet.
mail-password-set-for-you-title = Für Sie wurde ein neues Passwort festgelegt
mail-password-set-for-you-text = Jemand, der das Gateway unter { $host } betreibt, hat ein neues Passwort für Sie festgelegt oder Ihnen einen Link gegeben, mit dem es festgelegt wurde. Fragen Sie nach, wenn Sie nichts davon wissen.
mail-passkey-added-title = Ein Passkey wurde hinzugefügt
mail-passkey-added-text = Ab jetzt können Sie sich bei { $host } mit einem weiteren Passkey anmelden.
mail-passkey-removed-title = Ein Passkey wurde entfernt
mail-passkey-removed-text = Einer Ihrer Passkeys bei { $host } wurde entfernt und öffnet nichts mehr.
mail-app-added-title = Eine Authentifizierungs-App wurde hinzugefügt
mail-app-added-text = Ab jetzt nimmt { $host } von Ihnen Codes einer Authentifizierungs-App an.
mail-app-removed-title = Eine Authentifizierungs-App wurde entfernt
mail-app-removed-text = { $host } nimmt keine Codes Ihrer Authentifizierungs-App mehr an.
mail-codes-made-title = Neue Wiederherstellungscodes wurden erstellt
mail-codes-made-text = Ein neues Blatt mit Wiederherstellungscodes für { $host } wurde erstellt. Die Codes des früheren Blattes sind wertlos.
mail-codes-removed-title = Wiederherstellungscodes wurden entfernt
mail-codes-removed-text = Ihre Wiederherstellungscodes für { $host } wurden entfernt und sind wertlos.
mail-phone-forgotten-title = Ein Telefon wurde vergessen
mail-phone-forgotten-text = { $host } merkt sich das Telefon nicht mehr, das Duo bei Ihrer Anmeldung gefragt hat.
mail-factors-removed-for-you-title = Für Sie wurde geändert, wie Sie sich anmelden
mail-factors-removed-for-you-text = Jemand, der das Gateway unter { $host } betreibt, hat Passkeys, eine App oder Wiederherstellungscodes von Ihnen entfernt, und alle Ihre Sitzungen wurden beendet. Fragen Sie nach, wenn Sie nichts davon wissen.
mail-new-browser-title = Anmeldung mit einem neuen Browser
mail-new-browser-text = Jemand hat sich bei { $host } in Ihrem Namen angemeldet, mit einem Browser, der dafür noch nicht benutzt wurde.
mail-undone-title = Eine Änderung wurde zurückgenommen
mail-undone-text = Eine Änderung Ihrer Anmeldung bei { $host } wurde über den Link in unserer E-Mail zurückgenommen, und alle Ihre Sitzungen wurden beendet. Sehen Sie sich nach der Anmeldung Ihr Konto an.
mail-test-title = E-Mail funktioniert
mail-test-text = Das Gateway unter { $host } kann E-Mails senden. Es ist nichts zu tun.
