# English. { $name } is a fact, escaped where it is put in; <b> is the only markup; { $product } is the product's name.
# Words: reference look, "Words". An error says what happened, why, what to do next.

language-name = English
language-menu = Language

shared-skip = Skip to content
shared-show = Show
shared-show-label = Show password
shared-copy = Copy
shared-copied = Copied
shared-next = What you can do
shared-try-again = Try again
shared-your-applications = Your applications
shared-for-whom-you-ask = For the person you ask
shared-if-it-stays = If it stays like this
shared-tell-number = Tell the people who run this gateway this number:

time-now = just now
time-ago-seconds =
    { $n ->
        [one] { $n } second ago
       *[other] { $n } seconds ago
    }
time-ago-minutes =
    { $n ->
        [one] { $n } minute ago
       *[other] { $n } minutes ago
    }
time-ago-hours =
    { $n ->
        [one] { $n } hour ago
       *[other] { $n } hours ago
    }
time-in-seconds =
    { $n ->
        [one] in { $n } second
       *[other] in { $n } seconds
    }
time-in-minutes =
    { $n ->
        [one] in { $n } minute
       *[other] in { $n } minutes
    }
time-in-hours =
    { $n ->
        [one] in { $n } hour
       *[other] in { $n } hours
    }
time-length-seconds =
    { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }
time-length-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
time-length-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
time-length-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
time-date = { $year }-{ $month }-{ $day } { $hour }:{ $minute } UTC
number-tenths = { $whole }.{ $tenth }

nav-main = Main
nav-account-of = Account:
nav-applications = Applications
nav-account = Account
nav-switch = Switch account
nav-sign-out = Sign out
foot-privacy = Privacy
foot-signed-in = Signed in { $how } { $when }
foot-ends = Ends { $when }, or sooner if you sign out

how-password = with a password
how-password-and-factor = with a password and a second factor
how-factor = with a passkey or key
how-other = another way

sign-in-title = Sign in
sign-in-refused-title = Sign-in refused
sign-in-asker = <b>{ $app }</b> asks you to sign in
sign-in-name = Name or e-mail
sign-in-password = Password
sign-in-keep = Keep me signed in
sign-in-keep-hint = For { $span }, on this device only.
sign-in-button = Sign in
sign-in-or = or
sign-in-passkey = Sign in with a passkey
sign-in-passkey-hint = Your fingerprint, face or device PIN. Nothing to type.
sign-in-passkey-no-script = Passkeys need JavaScript. Your password works without it.
sign-in-or-password = or with your password
sign-in-passkey-refused = That passkey wasn’t accepted, so you are not signed in. It may have been removed here, or this page was open too long. Sign in with your password, or with another passkey.
sign-in-continue = Continue as { $name }
sign-in-signed-out-here = You signed out of this application, and your sign-in at this gateway is still open. Sign in with a password, or go on as before.
sign-in-refused = That name and password don’t match. Check both and sign in again, or ask the people who run this gateway.
sign-in-busy = Too many people are signing in at this moment, so your password wasn’t checked. Wait a few seconds and sign in again.
sign-in-unavailable = { $product } can’t reach its store, so nobody can sign in just now. Wait a minute and sign in again.
sign-in-stale = This form was open too long, or this browser kept no cookie for it, so nothing was sent on. Sign in again; if it happens twice, allow cookies for this site.
sign-in-lost-way = The link that brought you here was used already or is too old. Sign in, and open the application from your list.
sign-in-again = You are signed in as <b>{ $who }</b>. This application asks for a fresh sign-in, and yours is older than it allows. Sign in again to go on.

enrol-first-title = Create the first account
enrol-first-lead = You become the administrator of this gateway.
enrol-button = Create account
enrol-administrator-title = Create an administrator account
enrol-administrator-lead = You become an administrator of this gateway.
enrol-invited-title = Set up how you sign in
enrol-invited-lead = An account was made for you. A passkey is enough; a password can be set instead.
enrol-password-title = Set your password
enrol-password-lead = You sign in with it from now on. Sessions of yours that are open now end when you set it.
enrol-password-button = Set password
enrol-passkey = Create with a passkey
enrol-password-passkey = Make a passkey
enrol-passkey-hint = Recommended. Your device asks for your fingerprint, face or PIN.
enrol-or-password = or with a password
enrol-with-password = Create with a password
enrol-once = This link works once and ends { $when }.
enrol-username = Name
enrol-username-hint = Short, for signing in. Letters, digits, dots and dashes.
enrol-email = E-mail
enrol-display-name = Display name
enrol-display-name-hint = How pages and applications call you.
enrol-password = Password
enrol-password-hint = At least { $n } characters. Four random words are fine.
enrol-confirm = Password again
enrol-fault-bad-username = This name has a character that can’t be used, or is too long. Write up to 64 letters, digits, dots and dashes, beginning with a letter or digit.
enrol-fault-taken-username = Somebody has this name already. Write another one.
enrol-fault-bad-email = This isn’t a whole address. Write it in full, like ada@example.com.
enrol-fault-taken-email = Another account has this address already. Write another one.
enrol-fault-no-display-name = The display name is empty or too long. Write your name in at most 128 characters.
enrol-fault-short-password = This password is shorter than { $n } characters. Add a word or two.
enrol-fault-long-password = This password is longer than { $n } characters. Write a shorter one.
enrol-fault-large-password = This password is too long to be kept. Write a shorter one.
enrol-fault-no-uppercase = This password has no uppercase letter. Add one.
enrol-fault-no-lowercase = This password has no lowercase letter. Add one.
enrol-fault-no-number = This password has no number. Add one.
enrol-fault-no-special = This password has letters and numbers only. Add a sign such as - or a space.
enrol-fault-guessable = This password is easy to guess. Add a word or two that have nothing to do with you.
enrol-fault-odd-password = This password holds a control character, which no keyboard types. Write it again.
password-uppercase = An uppercase letter
password-lowercase = A lowercase letter
password-number = A number
password-special = A sign that is neither a letter nor a number
password-caps = Caps lock is on.
password-strength = How hard the password is to guess
password-weak = Easy to guess so far
password-strong = Hard to guess
enrol-fault-differs = The two passwords differ. Write the same one twice.
enrol-stale = This form was open too long, or this browser kept no cookie for it, so nothing was saved. Fill it in again; if it happens twice, allow cookies for this site.
enrol-key-refused = The passkey wasn’t accepted: this page was open too long, or the browser’s answer couldn’t be used. Nothing was saved. Try once more, or set a password.
enrol-unavailable = { $product } can’t save just now, so nothing was changed and your link still works. Wait a few seconds and send it again.

passkey-wait = Follow what your browser asks.
passkey-show-not-allowed = Nothing was chosen, or it took too long. Press the button again, or go on another way.
passkey-make-not-allowed = No passkey was made: it was stopped, or it took too long. Press the button again.
passkey-make-there = This device or key has a passkey for your account already. Use another one.
passkey-insecure = Passkeys don’t work at this address. Open the page at its usual address, with https.
passkey-not-supported = This browser or device can’t use passkeys here. Use another browser, or go on another way.
passkey-constraint = This key can’t ask for a fingerprint, face or PIN. Set a PIN on it, or use another one.
passkey-other = The browser stopped and gave no reason. Press the button again, or go on another way.

second-refused-title = Not accepted
second-app-title = Enter the code from your app
second-recovery-title = Enter a recovery code
second-key-title = Use your passkey
second-password-title = Enter your password
second-asker = <b>{ $app }</b> asks for a second factor
second-code = { $digits }-digit code
second-app-hint = From your authenticator app. A code works once.
second-app-hint-named = From the authenticator app you named “{ $name }”. A code works once.
second-recovery = Recovery code
second-recovery-hint = From the sheet you kept. Each code works once.
second-recovery-left =
    { $n ->
        [one] { $n } left
       *[other] { $n } left
    }
second-key-button = Use a passkey
second-key-hint = A security key, or your device with its fingerprint, face or PIN.
second-key-yours = Yours: { $names }.
second-key-no-script = Passkeys need JavaScript, and this browser doesn’t run it here. Allow it for this site, or go on another way.
second-button = Continue
second-others = Another way
second-other-key = Passkey or security key
second-other-app = Authenticator app
second-so-far = Signed in as { $who } so far.
second-not-you = Not you?
second-app-refused = That code isn’t right, was used before, or is no longer valid. Wait for the next one in your app and enter that.
second-recovery-refused = That recovery code isn’t right or was used before. Compare it with your sheet, or enter the next one.
second-key-refused = That passkey wasn’t accepted for this account, or the page was open too long. Try once more, or go on another way.
second-password-refused = That password isn’t right. Check it and enter it again.
second-stale = This form was open too long, or this browser kept no cookie for it, so nothing was sent on. Send it again; if it happens twice, allow cookies for this site.
second-unavailable = { $product } can’t reach its store, so nothing can be checked just now. Wait a minute and send it again.
second-busy = There were too many tries, so this one wasn’t checked. Wait a few minutes and try again.
second-duo-title = Approve it on your phone
second-other-duo = Duo push
second-duo-hint = Duo asks your phone whether it is you. Answer there within a minute.
second-duo-hint-named = Duo asks your phone “{ $phone }” whether it is you. Answer there within a minute.
second-duo-button = Ask my phone
second-duo-change = Choose another phone
second-duo-phones = Which phone?
second-duo-enrol = Set up Duo
second-duo-refused = Your phone wasn’t asked, or its answer came too late. Ask again, or go on another way.
second-duo-push-denied = The sign-in was refused on your phone, so nothing more is open. If it wasn’t you who asked, change your password: somebody knows it.
second-duo-push-reported = The sign-in was reported on your phone as somebody else’s. If you didn’t ask for it, change your password: somebody knows it.
second-duo-push-unanswered = Nobody answered on your phone in time. Ask again, or go on another way.
second-duo-push-pending = Your phone is being asked already, by another browser. If that isn’t you, refuse it there and change your password; otherwise wait a minute and ask again.
second-duo-denied = Duo doesn’t let your account in, so your phone wasn’t asked. Ask whoever runs Duo for you, or go on another way.
second-duo-unknown = Duo doesn’t know you yet, so nobody was asked. Have it set up first, or go on another way.
second-duo-no-phone = You have no phone at Duo that can be asked. Set one up there with Duo’s app, or go on another way.
second-duo-bypass = Duo would let you through without a question, and that doesn’t count as a second factor here. Go on another way.
second-duo-away = Duo can’t be reached, so your phone wasn’t asked. Try again in a minute, or go on another way.
push-waiting-title = Answer on your phone
push-waiting-text = A question is on its way to “{ $phone }”. This page goes on by itself once you have answered there.
push-look = I have answered
push-allowed-title = Approved on your phone
push-allowed-text = “{ $phone }” said yes.
push-other-way = Go on another way

launcher-title = Applications
launcher-search = Search
launcher-search-label = Search applications
launcher-key = search
launcher-all = Show all
launcher-count =
    { $n ->
        [one] { $n } application
       *[other] { $n } applications
    }
launcher-none-found = No application of yours matches <b>{ $query }</b>.
launcher-second-factor = Asks for second factor
launcher-empty = The applications that you may open will be here. None is listed yet: open those that you know by their address, or ask the people who run this gateway.

account-title = Account
account-tab-profile = Profile
account-tab-security = Security
account-tab-preferences = Preferences
account-ended = Signed out there. Everything that was open in it is closed.
account-who = Who you are
account-who-hint = What applications behind this gateway can be told about you.
account-display-name = Display name
account-username = Name
account-email = E-mail
account-groups = Groups
account-roles = Roles
account-none = none
account-how = How you signed in
account-how-hint = Routes may ask for a stronger or a fresher sign-in than this one.
account-way = Sign-in
account-way-is = Signed in { $how }
account-level = Assurance
account-level-is = Level { $aal } ({ $amr })
account-since = Since
account-ends = Ends when unused
account-latest = Ends at the latest
account-sessions = Sessions
account-sessions-hint = Where you are signed in. Signing out closes everything there within a second.
account-device = { $browser } on { $system }
account-device-unknown = A program that gives no name
account-this-device = This device
account-row = signed in { $how } { $since } · ends { $ends } at the latest
account-network-same = this network
account-network-private = a private network
account-network-public = another network
account-sign-ins = Last sign-ins
account-sign-ins-hint = The last twenty of this account, refused ones among them. One that wasn’t you: change your password and sign out everywhere else.
account-sign-in-done = Signed in
account-sign-in-refused = Refused
account-method-enrolment = Enrolment link
account-method-other = Another way
account-end = Sign out
account-end-others = Sign out everywhere else

security-title = Sign-in and sessions
security-keys = Passkeys
security-keys-hint = The quickest way in, and it can’t be phished.
security-keys-off = Passkeys are turned off at this gateway. These sign nobody in until they are turned on.
security-keys-add = Add a passkey
security-keys-none = You have none yet. A passkey is on your phone, your computer or a security key, and asks for your fingerprint, face or PIN.
security-key-synced = Synced by its maker
security-key-bound = Bound to one device
security-key-cloned = Not accepted
security-key-cloned-text = It counts its uses and counted backwards, so there may be a copy of it. Remove it, and add the key again only if you still trust it.
security-added = added { $when }
security-used = last used { $when }
security-never-used = never used
security-rename = Rename
security-new-name = New name
security-remove = Remove
security-others = Other ways
security-others-hint = Used when a passkey isn’t at hand.
security-app = Authenticator app
security-app-is = “{ $name }”, added { $when }
security-app-none = An app on your phone shows a new code every half minute. It is asked for after your password.
security-app-add = Add
security-codes = Recovery codes
security-codes-left = { $left } of { $drawn } left, made { $when }. New codes end these.
security-codes-none = You have none. Each stands in once for a lost phone or key.
security-codes-later = Each stands in once for a lost phone or key. Add a passkey or an app first.
security-codes-make = Make codes
security-codes-renew = Make new codes
security-password-is = You have one.
security-password-set = Set { $when }
security-password-directory = Kept in the directory { $directory }. Change it there.
security-password-change = Change
security-sessions-show = Show sessions
security-done-key-added = The passkey is added. It signs you in from now on.
security-done-key-renamed = The passkey has its new name.
security-done-key-removed = The passkey is removed and signs nobody in. Your device may still list it; delete it there too.
security-done-app-added = The authenticator app is added. Make recovery codes for the day that phone is lost.
security-done-app-removed = The authenticator app is removed. Its codes work no more; delete the entry in the app too.
security-done-codes-removed = The recovery codes are removed. None of them works any more.
security-phone-forget = Forget
security-done-phone-forgotten = The phone is forgotten. Duo still has it, and asks it again when you choose it at a sign-in.
security-done-password-changed = Your password is changed. Your other sessions are closed.

preferences-title = Preferences
preferences-hint = They go with your account to every browser.
preferences-saved = Your preferences are kept.
preferences-language-auto = As the browser asks
preferences-theme = Theme
preferences-theme-auto = As the system says
preferences-theme-light = Light
preferences-theme-dark = Dark
preferences-second = Second factor to ask for first
preferences-second-hint = Where an application asks for a second factor. The other ways stay one press away.
preferences-none = Nothing in particular
preferences-save = Save

factor-not-done-title = Not done · { $page }
factor-off = This way to sign in is turned off or is managed elsewhere, so nothing was changed. Ask the people who run this gateway.
factor-stale = This page was open too long, or was sent before, so nothing was changed. Start again.
factor-wrong-code = That code isn’t right, or is no longer valid. Wait for the next one in your app and enter that.
factor-there = There is one already, so nothing was added. Remove that one first.
factor-bad-name = That name is empty, too long, or holds a character that can’t be shown. Write a name of up to 64 characters.
factor-unknown = That isn’t among your ways to sign in, so nothing was changed. It may have been removed already; look at the list.
factor-too-many = You have as many passkeys as one account can hold. Remove one that you don’t use, then add this one.
factor-key-unreadable = The browser’s answer couldn’t be read, so no passkey was added. Try again, or use another browser.
factor-key-mismatch = The browser’s answer doesn’t belong to this page, so no passkey was added. Try again from this page.
factor-key-not-verified = The key didn’t check that it is you, so it wasn’t added. Set a PIN or a fingerprint on it, or use another key.
factor-key-model = This gateway doesn’t accept keys of that model, so it wasn’t added. Use another key, or ask the people who run this gateway which ones it accepts.
factor-key-synced = This gateway doesn’t accept passkeys that are copied between devices, so it wasn’t added. Use a security key.
factor-key-unproven = This key says which model it is and didn’t prove it, so it wasn’t added. Let the browser tell the model when it asks, or use another key.
factor-models-outdated = What is known of models is out of date here, so no new key can be checked. Ask whoever runs this to renew it.
factor-wrong-password = Your current password isn’t right, so nothing was changed. Enter it again.
factor-password-not-taken = The directory that keeps your password did not take this one. It may ask for a longer one, or for one that you have not had before.
factor-last-way = This is your only way to sign in, so it stays. Add another one first.
factor-unavailable = { $product } can’t save just now, so nothing was changed. Wait a few seconds and try again.
factor-whose = For the account { $who }.
factor-back = Go back
factor-name = Name
factor-name-hint = Where it is, so that you know it again: “laptop”, “blue key”.

add-key-title = Add a passkey
add-key-lead = It signs you in without a password. Your browser asks where to keep it: in this device, in a phone, or on a security key.
add-key-hint = Your device or key asks for your fingerprint, face or PIN.
add-key-no-script = A passkey is made by your browser, and that needs JavaScript. Allow it for this site and open this page again.

add-app-title = Add an authenticator app
add-app-lead = Put this key into an authenticator app. Then enter the code that the app shows, so that we know it works.
add-app-scan = Scan it with the app
add-app-qr = QR code with the key for your app
add-app-type = Or type this key
add-app-open = Open it in an app on this device
add-app-code-hint = What the app shows now.
add-app-shape = Codes of another kind
add-app-shape-hint = If your app asks for it, or your rules do, choose what its codes are like and get a key for that.
add-app-algorithm = Algorithm
add-app-digits = Digits
add-app-period = A new code every
add-app-shape-button = Make a key like that
add-app-button = Add the app

recovery-title = Your recovery codes
recovery-lead = Each works once, in place of a lost phone or key. Earlier codes no longer work.
recovery-once = These codes are shown only now. Print them or write them down, and keep them where you keep papers, not on the phone they stand in for.
recovery-of = { $who } at { $host }, made { $when }
recovery-kept = I have kept them
recovery-print = Print

change-password-title = Change your password
change-password-lead = Your other sessions are closed when you change it.
change-password-old = Current password
change-password-new = New password
change-password-confirm = New password again
change-password-button = Change password

remove-key-title = Remove the passkey “{ $name }”?
remove-key-text = You can no longer sign in with it. Your device may still list it; delete it there too.
remove-app-title = Remove the authenticator app “{ $name }”?
remove-app-text = Its codes stop working at once. Delete the entry in the app too.
renew-codes-text = The codes that you have stop working at once. The new ones are shown once.
remove-codes-title = Remove your recovery codes?
remove-codes-text = None of them works any more. You can make new ones.
remove-phone-title = Forget the phone “{ $name }”?
remove-phone-text = Duo still has it, and asks it again when you choose it at a sign-in.
remove-leaves-nothing = This is your last second factor. After it only your password signs you in, and applications that ask for two factors stay closed to you.
remove-keep = Keep it

user-title = Who you are here
user-heading = You are { $name }
user-lead = Signed in { $how } { $when }. This is what the application on this host can be told.
user-session = Session
user-back = Back to { $host }

sign-out-everywhere-title = Sign out everywhere
sign-out-host-title = Sign out of { $host }
sign-out-who = You are signed in as <b>{ $who }</b>.
sign-out-host-text = Signing out here closes what you have open on this host. Other applications stay open.
sign-out-everywhere-text = Signing out ends this sign-in and closes every application that was opened with it.
sign-out-streams = What an application keeps open without asking again, like a chat, stays open until its page is closed.
sign-out-host-button = Sign out here
sign-out-everywhere-button = Sign out everywhere
sign-out-everywhere-link = Sign out everywhere
sign-out-switch-title = Sign in as somebody else
sign-out-switch-button = Sign out and switch
sign-out-stay = Stay signed in
sign-out-stale = This form was open too long, or this browser kept no cookie for it, so you are still signed in. Sign out again.
signed-out-title = You are signed out
signed-out-host = Of { $host }, on this device. The next visit asks before it signs you in again.
signed-out-everywhere = Of { $product } and everything behind it, on this device.
signed-out-took = It took { $secs } seconds.
signed-out-again = Sign in again
signed-out-others =
    { $n ->
        [one] { $n } other session of yours is still signed in. You can end it under Account.
       *[other] { $n } other sessions of yours are still signed in. You can end them under Account.
    }

denied-title = You can’t open { $app }
denied-person = You are signed in as <b>{ $who }</b>, and this page asks for something that your account or this request doesn’t have.
denied-other-account = Use another account
denied-nobody = This page asks for something that this request doesn’t have, and signing in wouldn’t change it.
denied-asks = What it asks for
denied-met = met
denied-missing = missing
denied-hidden = A condition that isn’t shown
denied-not-shown = not shown
denied-next = Ask the people who run { $app } for what is missing. They need the request number below.

step-up-title = { $app } asks for a second factor
step-up-text = You are signed in as <b>{ $who }</b> with one factor. This page asks for two, and a second factor can’t be enrolled here yet, so it stays closed. Signing in again won’t change that.
step-up-next = Ask the people who run { $app } whether one factor may do for now. They need the request number below.

step-up-enroll-text = You are signed in as <b>{ $who }</b> with one factor. This page asks for two, and you have no second one yet.
step-up-enroll-next = Add a passkey or an authenticator app to your account. It takes a minute; then open the page again.
step-up-enroll-button = Add a second factor

error-application = The application
error-bad-request-title = This request can’t be read
error-bad-request-text = Its address or its fields can be understood in more than one way, so { $product } closed it. Nothing was delivered.
error-bad-request-next = Open the page from your applications. If a link brought you here, the link is wrong.
error-loop-title = Sign-in goes round in circles
error-loop-text = You signed in three times, and each time this browser came back without the cookie that says so. Cookies for this site are blocked, or something removes them.
error-loop-next = Allow cookies for this site and for the sign-in page, then open the page again. Private windows and privacy extensions are the usual cause.
error-code-title = This return from sign-in isn’t valid
error-code-text = Its code was used already, is older than a minute, or was made for another browser. Nobody was signed in by it.
error-code-next = Open the page again from your applications.
error-cross-site-title = This form came from somewhere else
error-cross-site-text = A page on another site sent it, or this browser didn’t say where it came from, so { $product } closed it. Nothing was changed.
error-cross-site-next = Open the page here and send its form again.
error-forbidden-title = This isn’t open to you
error-forbidden-text = Your account doesn’t have what this asks for. Nothing was changed.
error-forbidden-next = Ask the people who run this gateway. They need the request number below.
error-not-found-title = There is no such page
error-not-found-text = Nothing is at this address. It may have moved, or the link may be mistyped.
error-not-found-next = Open what you need from your applications.
error-unknown-host-title = No application is at this address
error-unknown-host-text = { $product } answers here, but no route of it has this host. The name may be mistyped, or the route was removed.
error-unknown-host-next = Open what you need from your applications.
error-method-title = This page can’t be asked that way
error-method-text = The request used a method that this address doesn’t take. Nothing was changed.
error-method-next = Open the page from your applications.
error-request-timeout-title = The request took too long to arrive
error-request-timeout-text = { $product } waited for the rest of it and closed the connection. Nothing was delivered whole.
error-request-timeout-next = Check your connection and send it again.
error-link-title = This link doesn’t work any more
error-link-text = A link like this works once and for a short time. It was used, it ended, or it was copied in part.
error-link-next = Ask the person who gave it to you for a new one. On the host itself, portcullis recover prints one.
error-too-large-title = This is too large
error-too-large-text = What was sent is larger than this address takes. Nothing was delivered whole.
error-too-large-next = Send less at once, or ask the people who run this gateway to raise the limit.
error-wrong-connection-title = This connection is for another host
error-wrong-connection-text = The browser used a connection whose certificate doesn’t name this host. Nothing was delivered.
error-wrong-connection-next = Try again; browsers open a new connection by themselves.
error-too-many-title = Too many requests
error-too-many-text = More requests came from here than this address takes in a minute. Nothing was delivered.
error-too-many-next = Wait a minute and try again.
error-head-too-large-title = The request’s fields are too large
error-head-too-large-text = Its address, cookies or other fields are longer than { $product } takes. Nothing was delivered.
error-head-too-large-next = Delete the cookies of this site in your browser and open the page again.
error-internal-title = Something failed inside { $product }
error-internal-text = A fault stopped this request. It was written down with the number below, and nothing else was touched.
error-internal-next = Try again in a minute.
error-unavailable-title = { $product } can’t decide just now
error-unavailable-text = It can’t read what it needs to judge this request, so the gate stays closed. Nothing was delivered.
error-unavailable-next = Try again in a minute.
error-busy-title = { $product } is full at this moment
error-busy-text = Every place for a request like this is taken. Nothing was delivered.
error-busy-next = Wait a few seconds and try again.
error-round-title = { $app } leads back to { $product }
error-round-text = This request came back here three times: the address that this route leads to is { $product } itself, directly or through another proxy.
error-round-next = Tell whoever runs this site: `to` of the route must name where the application itself listens.
error-origin-broken-title = { $app } gave a broken answer
error-origin-broken-text = The request was permitted and sent on. What { $app } sent back broke off or wasn’t valid, so { $product } didn’t pass it on.
error-origin-unreachable-title = { $app } can’t be reached
error-origin-unreachable-text = The request was permitted, but { $product } got no connection to { $app }. Nothing you sent was delivered.
error-origin-timeout-title = { $app } isn’t answering
error-origin-timeout-text = The request was permitted and sent on. { $product } waited for { $app } as long as its route allows and got no answer.
error-origin-next = Try again in a minute. If { $app } was just started, it may need that long.
error-path-label = Where the request stopped
error-path-you = You
error-path-signed-in = signed in
error-path-asked = asked
error-path-permitted = permitted
error-path-broken = broken answer
error-path-unreachable = no connection
error-path-silent = no answer

sign-in-forgot = Forgot your password?
sign-in-reset-done = Your new password is set and every session of yours was ended. Sign in with it.
forgot-title = Choose a new password
forgot-lead = Write your name or e-mail address. If there is an account with an address, it gets a mail with a link.
forgot-button = Send me the link
forgot-back = Back to sign-in
forgot-sent-title = Look into your mailbox
forgot-sent = If there is an account of that name with an e-mail address, a mail with a link is on its way to it.
forgot-sent-browser = Open the link in this browser. It works once and for a few minutes only.
forgot-nothing-came = If nothing comes
forgot-nothing-came-text = Look among unwanted mail, and check how you wrote the name. Some passwords are kept elsewhere and can’t be set here: ask the people who run this gateway.
forgot-too-often = That was asked too often from your network, so nothing was sent. Wait some minutes and ask again.
forgot-busy = Too many people ask at this moment, so nothing was sent. Wait a few seconds and ask again.
new-password-title = Choose a new password
new-password-lead = It is for { $who }. Every session of yours ends, here and elsewhere.
new-password-button = Set the password
new-password-stale = This form was open too long, or this browser kept no cookie for it, so nothing was changed. Send it again.
new-password-unavailable = { $product } can’t do that just now, so nothing was changed. Wait a few seconds and try again.
new-password-not-taken = The directory that keeps your password did not take this one. Choose another, or ask the people who run this gateway.
accept-title = Privacy notice
accept-text = Before you go on, read how your data is treated here, and accept it. You are asked once, and again when there is a new notice.
accept-link = Read the privacy notice (opens a new tab)
accept-button = Accept and go on
accept-decline = Don’t accept, and sign out
mailed-revoke-title = Make the link worthless?
mailed-revoke-text = Nobody can choose a new password with it afterwards. Your password stays as it is.
mailed-revoke-button = Make it worthless
mailed-revoke-done-title = The link is worthless
mailed-revoke-done = Your password stays as it is. If such mails keep coming, tell the people who run this gateway.
mailed-undo-title = Take the change back?
mailed-undo-password-text = The new password is shut out, every session of yours ends, and you choose another password.
mailed-undo-added-text = What was added is removed, and every session of yours ends.
mailed-undo-removed-text = What was removed is put back, and every session of yours ends.
mailed-stop-code-text = The mailed code becomes worthless, every session of yours ends, and you choose another password.
mailed-shut-out-title = Shut it out?
mailed-shut-out-text = Your password is shut out, every session of yours ends, and you choose another password.
mailed-shut-out-button = Shut it out
mailed-undo-button = Take it back
mailed-undo-done-title = It was taken back
mailed-undo-done = Every session of yours was ended. Sign in and look at what your account holds. Somebody may know your password: change it.
confirm-code-title = Confirm that it is you
confirm-code-lead = Before you change how you sign in, we mail a code to { $address }.
confirm-code-send = Mail me a code
confirm-code-again = Mail me another code
confirm-code-code = Code from the mail
confirm-code-sent = A code is on its way. It is good for this browser and a few minutes.
confirm-code-wrong = That code isn’t right, or it is used up or too old. Check it, or have another one mailed.
confirm-code-too-many = Several codes were mailed already, so no further one was sent. Use the newest, or wait some minutes.
error-mailed-link-text = A link like this works once, for a short time, and some only in the browser that asked for it. It was used, it ended, a newer one took its place, or it was copied in part.
error-mailed-link-next = Ask for a new one on the sign-in page, in the browser where you want to open it.

mail-greeting = Hello { $name },
mail-foot = Sent by the gateway at { $host }, because this address belongs to an account there. Nobody reads answers to this mail.
mail-detail-when = When
mail-detail-address = From the address
mail-detail-device = With
mail-detail-name = Called
mail-undo-button = That was not me: take it back
mail-undo-password = Was it not you? This link works once, for { $span }. It shuts the new password out, ends every session, and lets you choose another password.
mail-undo-added = Was it not you? This link works once, for { $span }. It removes what was added and ends every session.
mail-undo-removed = Was it not you? This link works once, for { $span }. It puts back what was removed and ends every session.
mail-undo-sign-in = Was it you? Then nothing needs to be done. Was it not? This link works once, for { $span }. It shuts your password out, ends every session, and lets you choose another password:
mail-stop-button = That was not me
mail-stop-lead = Did you not ask for a code? Then somebody who knows your password did. This link makes the code worthless, ends every session of yours, and lets you choose another password:
mail-revoke-button = Make the link worthless
mail-revoke-lead = If you did not ask for it, nothing has changed, and nobody can use the link without this mail. You can make it worthless:
mail-reset-password-title = Choose a new password
mail-reset-password-text = Somebody, hopefully you, asked at { $host } for a way to choose a new password.
mail-reset-password-lead = Open this link in the browser that you asked with. It works once, for { $span }.
mail-reset-password-button = Choose a new password
mail-confirm-code-title = Your code
mail-confirm-code-text = Type this code at { $host } to go on with a change of how you sign in. It is good for { $span } and for the browser where it was asked for. Give it to nobody: the people who run the gateway never ask for it.
mail-password-changed-title = Your password was changed
mail-password-changed-text = Your password at { $host } was changed, and every other session of yours was ended.
mail-password-reset-title = Your password was reset
mail-password-reset-text = A new password for { $host } was chosen over a mailed link, and every session of yours was ended.
mail-password-set-for-you-title = A new password was set for you
mail-password-set-for-you-text = Somebody who runs the gateway at { $host } set a new password for you, or gave you a link with which it was set. Ask them if you know nothing of it.
mail-passkey-added-title = A passkey was added
mail-passkey-added-text = From now on you can sign in at { $host } with a further passkey.
mail-passkey-removed-title = A passkey was removed
mail-passkey-removed-text = A passkey of yours at { $host } was removed and opens nothing any more.
mail-app-added-title = An authenticator app was added
mail-app-added-text = From now on { $host } takes codes of an authenticator app from you.
mail-app-removed-title = An authenticator app was removed
mail-app-removed-text = { $host } takes no codes of your authenticator app any more.
mail-codes-made-title = New recovery codes were made
mail-codes-made-text = A new sheet of recovery codes for { $host } was made. Codes of the sheet before are worthless.
mail-codes-removed-title = Recovery codes were removed
mail-codes-removed-text = Your recovery codes for { $host } were removed and are worthless.
mail-phone-forgotten-title = A phone was forgotten
mail-phone-forgotten-text = { $host } no longer remembers the phone that Duo asked when you signed in.
mail-factors-removed-for-you-title = How you sign in was changed for you
mail-factors-removed-for-you-text = Somebody who runs the gateway at { $host } removed passkeys, an app or recovery codes of yours, and every session of yours was ended. Ask them if you know nothing of it.
mail-new-browser-title = A new browser signed in
mail-new-browser-text = Somebody signed in at { $host } as you, with a browser that had not been used for it before.
mail-undone-title = A change was taken back
mail-undone-text = A change of how you sign in at { $host } was taken back over the link in our mail, and every session of yours was ended. Look at your account after you sign in.
mail-test-title = Mail works
mail-test-text = The gateway at { $host } can send mail. Nothing needs to be done.
