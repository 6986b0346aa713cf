# Français. Vouvoiement. Espace insécable avant les deux-points, le point d’interrogation et dans les guillemets.

language-name = Français
language-menu = Langue

shared-skip = Aller au contenu
shared-show = Afficher
shared-show-label = Afficher le mot de passe
shared-copy = Copier
shared-copied = Copié
shared-next = Ce que vous pouvez faire
shared-try-again = Réessayer
shared-your-applications = Vos applications
shared-for-whom-you-ask = Pour la personne à qui vous demandez
shared-if-it-stays = Si cela persiste
shared-tell-number = Donnez ce numéro aux responsables de cette passerelle :

time-now = à l’instant
time-ago-seconds =
    { $n ->
        [one] il y a { $n } seconde
       *[other] il y a { $n } secondes
    }
time-ago-minutes =
    { $n ->
        [one] il y a { $n } minute
       *[other] il y a { $n } minutes
    }
time-ago-hours =
    { $n ->
        [one] il y a { $n } heure
       *[other] il y a { $n } heures
    }
time-in-seconds =
    { $n ->
        [one] dans { $n } seconde
       *[other] dans { $n } secondes
    }
time-in-minutes =
    { $n ->
        [one] dans { $n } minute
       *[other] dans { $n } minutes
    }
time-in-hours =
    { $n ->
        [one] dans { $n } heure
       *[other] dans { $n } heures
    }
time-length-seconds =
    { $n ->
        [one] { $n } seconde
       *[other] { $n } secondes
    }
time-length-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
time-length-hours =
    { $n ->
        [one] { $n } heure
       *[other] { $n } heures
    }
time-length-days =
    { $n ->
        [one] { $n } jour
       *[other] { $n } jours
    }
time-date = { $day }/{ $month }/{ $year } { $hour }:{ $minute } UTC
number-tenths = { $whole },{ $tenth }

nav-main = Menu principal
nav-account-of = Compte :
nav-applications = Applications
nav-account = Compte
nav-switch = Changer de compte
nav-sign-out = Se déconnecter
foot-privacy = Confidentialité
foot-signed-in = Connexion { $how }, { $when }
foot-ends = Se termine { $when }, ou avant si vous vous déconnectez

how-password = par mot de passe
how-password-and-factor = par mot de passe et second facteur
how-factor = par clé d’accès ou clé de sécurité
how-other = par un autre moyen

sign-in-title = Se connecter
sign-in-refused-title = Connexion refusée
sign-in-asker = <b>{ $app }</b> vous demande de vous connecter
sign-in-name = Identifiant ou adresse e-mail
sign-in-password = Mot de passe
sign-in-keep = Rester connecté
sign-in-keep-hint = Pendant { $span }, sur cet appareil seulement.
sign-in-button = Se connecter
sign-in-or = ou
sign-in-passkey = Se connecter avec une clé d’accès
sign-in-passkey-hint = Empreinte, visage ou code PIN de l’appareil. Rien à saisir.
sign-in-passkey-no-script = Les clés d’accès nécessitent JavaScript. Votre mot de passe fonctionne sans.
sign-in-or-password = ou avec votre mot de passe
sign-in-passkey-refused = Cette clé d’accès n’a pas été acceptée, vous n’êtes donc pas connecté. Elle a peut-être été retirée ici, ou cette page est restée ouverte trop longtemps. Connectez-vous avec votre mot de passe ou une autre clé d’accès.
sign-in-continue = Continuer en tant que { $name }
sign-in-signed-out-here = Vous vous êtes déconnecté de cette application, mais votre connexion à cette passerelle reste ouverte. Connectez-vous avec un mot de passe, ou continuez comme avant.
sign-in-refused = Cet identifiant et ce mot de passe ne correspondent pas. Vérifiez les deux et reconnectez-vous, ou demandez aux responsables de cette passerelle.
sign-in-busy = Trop de personnes se connectent en ce moment, votre mot de passe n’a donc pas été vérifié. Attendez quelques secondes et reconnectez-vous.
sign-in-unavailable = { $product } n’atteint pas ses données, personne ne peut donc se connecter pour l’instant. Attendez une minute et reconnectez-vous.
sign-in-stale = Ce formulaire est resté ouvert trop longtemps, ou ce navigateur n’a pas gardé de cookie pour lui ; rien n’a été transmis. Reconnectez-vous ; si cela se reproduit, autorisez les cookies pour ce site.
sign-in-lost-way = Le lien qui vous a mené ici a déjà servi ou est trop ancien. Connectez-vous, puis ouvrez l’application depuis votre liste.
sign-in-again = Vous êtes connecté en tant que <b>{ $who }</b>. Cette application demande une connexion récente, et la vôtre est plus ancienne qu’elle ne l’admet. Reconnectez-vous pour continuer.

enrol-first-title = Créer le premier compte
enrol-first-lead = Vous devenez l’administrateur de cette passerelle.
enrol-button = Créer le compte
enrol-administrator-title = Créer un compte administrateur
enrol-administrator-lead = Vous devenez un administrateur de cette passerelle.
enrol-invited-title = Configurer votre connexion
enrol-invited-lead = Un compte a été créé pour vous. Une clé d’accès suffit ; vous pouvez aussi définir un mot de passe.
enrol-password-title = Définir votre mot de passe
enrol-password-lead = Vous l’utiliserez désormais pour vous connecter. Vos sessions ouvertes se terminent quand vous le définissez.
enrol-password-button = Définir le mot de passe
enrol-passkey = Créer avec une clé d’accès
enrol-password-passkey = Créer une clé d’accès
enrol-passkey-hint = Recommandé. Votre appareil demande votre empreinte, votre visage ou votre code PIN.
enrol-or-password = ou avec un mot de passe
enrol-with-password = Créer avec un mot de passe
enrol-once = Ce lien sert une seule fois et expire { $when }.
enrol-username = Identifiant
enrol-username-hint = Court, pour se connecter. Lettres, chiffres, points et tirets.
enrol-email = Adresse e-mail
enrol-display-name = Nom affiché
enrol-display-name-hint = Le nom que les pages et les applications vous donnent.
enrol-password = Mot de passe
enrol-password-hint = Au moins { $n } caractères. Quatre mots au hasard conviennent.
enrol-confirm = Mot de passe, encore une fois
enrol-fault-bad-username = Cet identifiant contient un caractère inutilisable ou est trop long. Écrivez au plus 64 lettres, chiffres, points et tirets, en commençant par une lettre ou un chiffre.
enrol-fault-taken-username = Quelqu’un a déjà cet identifiant. Choisissez-en un autre.
enrol-fault-bad-email = Cette adresse est incomplète. Écrivez-la en entier, par exemple ada@example.com.
enrol-fault-taken-email = Un autre compte a déjà cette adresse. Indiquez-en une autre.
enrol-fault-no-display-name = Le nom affiché est vide ou trop long. Écrivez votre nom en 128 caractères au plus.
enrol-fault-short-password = Ce mot de passe a moins de { $n } caractères. Ajoutez un mot ou deux.
enrol-fault-long-password = Ce mot de passe dépasse { $n } caractères. Choisissez-en un plus court.
enrol-fault-odd-password = Ce mot de passe contient un caractère de contrôle qu’aucun clavier ne produit. Saisissez-le de nouveau.
enrol-fault-large-password = Ce mot de passe est trop long pour être conservé. Choisissez-en un plus court.
enrol-fault-no-uppercase = Ce mot de passe n’a pas de majuscule. Ajoutez-en une.
enrol-fault-no-lowercase = Ce mot de passe n’a pas de minuscule. Ajoutez-en une.
enrol-fault-no-number = Ce mot de passe n’a pas de chiffre. Ajoutez-en un.
enrol-fault-no-special = Ce mot de passe n’a que des lettres et des chiffres. Ajoutez un signe comme - ou une espace.
enrol-fault-guessable = Ce mot de passe est facile à deviner. Ajoutez un mot ou deux qui n’ont rien à voir avec vous.
password-uppercase = Une majuscule
password-lowercase = Une minuscule
password-number = Un chiffre
password-special = Un signe qui n’est ni lettre ni chiffre
password-caps = Le verrouillage des majuscules est activé.
password-strength = Difficulté à deviner le mot de passe
password-weak = Facile à deviner pour l’instant
password-strong = Difficile à deviner
enrol-fault-differs = Les deux mots de passe diffèrent. Saisissez deux fois le même.
enrol-stale = Ce formulaire est resté ouvert trop longtemps, ou ce navigateur n’a pas gardé de cookie pour lui ; rien n’a été enregistré. Remplissez-le de nouveau ; si cela se reproduit, autorisez les cookies pour ce site.
enrol-key-refused = La clé d’accès n’a pas été acceptée : cette page est restée ouverte trop longtemps, ou la réponse du navigateur était inutilisable. Rien n’a été enregistré. Réessayez, ou définissez un mot de passe.
enrol-unavailable = { $product } ne peut rien enregistrer pour l’instant ; rien n’a changé et votre lien reste valable. Attendez quelques secondes et envoyez de nouveau.

passkey-wait = Suivez les indications de votre navigateur.
passkey-show-not-allowed = Rien n’a été choisi, ou cela a pris trop de temps. Appuyez de nouveau sur le bouton, ou prenez un autre moyen.
passkey-make-not-allowed = Aucune clé d’accès n’a été créée : l’opération a été interrompue ou a pris trop de temps. Appuyez de nouveau sur le bouton.
passkey-make-there = Cet appareil ou cette clé contient déjà une clé d’accès pour votre compte. Utilisez-en un autre.
passkey-insecure = Les clés d’accès ne fonctionnent pas à cette adresse. Ouvrez la page à son adresse habituelle, en https.
passkey-not-supported = Ce navigateur ou cet appareil ne peut pas utiliser de clés d’accès ici. Prenez un autre navigateur, ou un autre moyen.
passkey-constraint = Cette clé ne peut pas demander d’empreinte, de visage ou de code PIN. Définissez-y un code PIN, ou utilisez-en une autre.
passkey-other = Le navigateur s’est arrêté sans donner de raison. Appuyez de nouveau sur le bouton, ou prenez un autre moyen.

second-refused-title = Non accepté
second-app-title = Saisissez le code de votre application
second-recovery-title = Saisissez un code de secours
second-key-title = Utilisez votre clé d’accès
second-password-title = Saisissez votre mot de passe
second-asker = <b>{ $app }</b> demande un second facteur
second-code = Code à { $digits } chiffres
second-app-hint = Dans votre application d’authentification. Chaque code sert une fois.
second-app-hint-named = Dans l’application d’authentification « { $name } ». Chaque code sert une fois.
second-recovery = Code de secours
second-recovery-hint = Sur la feuille que vous avez gardée. Chaque code sert une fois.
second-recovery-left =
    { $n ->
        [one] { $n } restant
       *[other] { $n } restants
    }
second-key-button = Utiliser une clé d’accès
second-key-hint = Une clé de sécurité, ou votre appareil avec son empreinte, son visage ou son code PIN.
second-key-yours = Les vôtres : { $names }.
second-key-no-script = Les clés d’accès nécessitent JavaScript, que ce navigateur n’exécute pas ici. Autorisez-le pour ce site, ou prenez un autre moyen.
second-button = Continuer
second-others = Un autre moyen
second-other-key = Clé d’accès ou clé de sécurité
second-other-app = Application d’authentification
second-so-far = Connecté pour l’instant en tant que { $who }.
second-not-you = Ce n’est pas vous ?
second-app-refused = Ce code est faux, a déjà servi ou n’est plus valable. Attendez le suivant dans votre application et saisissez-le.
second-recovery-refused = Ce code de secours est faux ou a déjà servi. Comparez-le avec votre feuille, ou saisissez le suivant.
second-key-refused = Cette clé d’accès n’a pas été acceptée pour ce compte, ou la page est restée ouverte trop longtemps. Réessayez, ou prenez un autre moyen.
second-password-refused = Ce mot de passe est faux. Vérifiez-le et saisissez-le de nouveau.
second-stale = Ce formulaire est resté ouvert trop longtemps, ou ce navigateur n’a pas gardé de cookie pour lui ; rien n’a été transmis. Envoyez-le de nouveau ; si cela se reproduit, autorisez les cookies pour ce site.
second-unavailable = { $product } n’atteint pas ses données, rien ne peut donc être vérifié pour l’instant. Attendez une minute et envoyez de nouveau.
second-busy = Il y a eu trop d’essais, celui-ci n’a donc pas été vérifié. Attendez quelques minutes et réessayez.
second-duo-title = Approuvez sur votre téléphone
second-other-duo = Demande de Duo
second-duo-hint = Duo demande à votre téléphone si c’est bien vous. Répondez-y dans la minute.
second-duo-hint-named = Duo demande à votre téléphone « { $phone } » si c’est bien vous. Répondez-y dans la minute.
second-duo-button = Demander à mon téléphone
second-duo-change = Choisir un autre téléphone
second-duo-phones = Quel téléphone ?
second-duo-enrol = Configurer Duo
second-duo-refused = Votre téléphone n’a pas été interrogé, ou sa réponse est arrivée trop tard. Redemandez, ou passez par un autre moyen.
second-duo-push-denied = La connexion a été refusée sur votre téléphone, rien de plus n’est ouvert. Si ce n’est pas vous qui avez demandé, changez votre mot de passe : quelqu’un le connaît.
second-duo-push-reported = La connexion a été signalée sur votre téléphone comme venant de quelqu’un d’autre. Si vous n’avez rien demandé, changez votre mot de passe : quelqu’un le connaît.
second-duo-push-unanswered = Personne n’a répondu à temps sur votre téléphone. Redemandez, ou passez par un autre moyen.
second-duo-push-pending = Votre téléphone est déjà interrogé par un autre navigateur. Si ce n’est pas vous, refusez-y et changez votre mot de passe ; sinon, attendez une minute et redemandez.
second-duo-denied = Duo n’autorise pas votre compte, votre téléphone n’a donc pas été interrogé. Adressez-vous à la personne qui gère Duo, ou passez par un autre moyen.
second-duo-unknown = Duo ne vous connaît pas encore, personne n’a donc été interrogé. Faites-le d’abord configurer, ou passez par un autre moyen.
second-duo-no-phone = Vous n’avez chez Duo aucun téléphone à interroger. Ajoutez-en un avec l’application de Duo, ou passez par un autre moyen.
second-duo-bypass = Duo vous laisserait passer sans question, et cela ne compte pas ici comme second facteur. Passez par un autre moyen.
second-duo-away = Duo est injoignable, votre téléphone n’a donc pas été interrogé. Réessayez dans une minute, ou passez par un autre moyen.
push-waiting-title = Répondez sur votre téléphone
push-waiting-text = Une question est en route vers « { $phone } ». Cette page continue d’elle-même dès que vous y aurez répondu.
push-look = J’ai répondu
push-allowed-title = Approuvé sur votre téléphone
push-allowed-text = « { $phone } » a dit oui.
push-other-way = Passer par un autre moyen

launcher-title = Applications
launcher-search = Rechercher
launcher-search-label = Rechercher dans les applications
launcher-key = rechercher
launcher-all = Tout afficher
launcher-count =
    { $n ->
        [one] { $n } application
       *[other] { $n } applications
    }
launcher-none-found = Aucune de vos applications ne correspond à <b>{ $query }</b>.
launcher-second-factor = Demande un second facteur
launcher-empty = Les applications que vous pouvez ouvrir seront ici. Aucune n’y figure encore : ouvrez celles dont vous connaissez l’adresse, ou demandez aux responsables de cette passerelle.

account-title = Compte
account-tab-profile = Profil
account-tab-security = Sécurité
account-tab-preferences = Préférences
account-ended = Déconnecté là-bas. Tout ce qui y était ouvert est fermé.
account-who = Qui vous êtes
account-who-hint = Ce que les applications derrière cette passerelle peuvent savoir de vous.
account-display-name = Nom affiché
account-username = Identifiant
account-email = Adresse e-mail
account-groups = Groupes
account-roles = Rôles
account-none = aucun
account-how = Comment vous vous êtes connecté
account-how-hint = Des applications peuvent demander une connexion plus forte ou plus récente.
account-way = Connexion
account-way-is = Connexion { $how }
account-level = Niveau d’assurance
account-level-is = Niveau { $aal } ({ $amr })
account-since = Depuis
account-ends = Se termine sans activité
account-latest = Se termine au plus tard
account-sessions = Sessions
account-sessions-hint = Là où vous êtes connecté. Se déconnecter y ferme tout en une seconde.
account-device = { $browser } sous { $system }
account-device-unknown = Un programme sans nom
account-this-device = Cet appareil
account-row = connexion { $how }, { $since } · se termine au plus tard { $ends }
account-network-same = ce réseau
account-network-private = un réseau privé
account-network-public = un autre réseau
account-sign-ins = Dernières connexions
account-sign-ins-hint = Les vingt dernières de ce compte, refusées comprises. Si l’une n’était pas vous, changez de mot de passe et déconnectez-vous partout ailleurs.
account-sign-in-done = Connecté
account-sign-in-refused = Refusé
account-method-enrolment = Lien d’invitation
account-method-other = Autre moyen
account-end = Déconnecter
account-end-others = Déconnecter partout ailleurs

security-title = Connexion et sessions
security-keys = Clés d’accès
security-keys-hint = Le moyen le plus rapide, et il résiste à l’hameçonnage.
security-keys-off = Les clés d’accès sont désactivées sur cette passerelle. Celles-ci ne connectent personne tant qu’elles ne sont pas activées.
security-keys-add = Ajouter une clé d’accès
security-keys-none = Vous n’en avez pas encore. Une clé d’accès se trouve sur votre téléphone, votre ordinateur ou une clé de sécurité, et demande votre empreinte, votre visage ou votre code PIN.
security-key-synced = Synchronisée par son fabricant
security-key-bound = Liée à un seul appareil
security-key-cloned = Non acceptée
security-key-cloned-text = Elle compte ses utilisations et a compté à rebours ; il en existe peut-être une copie. Retirez-la, et n’ajoutez de nouveau cette clé que si vous lui faites encore confiance.
security-added = ajoutée { $when }
security-used = dernière utilisation { $when }
security-never-used = jamais utilisée
security-rename = Renommer
security-new-name = Nouveau nom
security-remove = Retirer
security-others = Autres moyens
security-others-hint = Utilisés quand vous n’avez pas de clé d’accès sous la main.
security-app = Application d’authentification
security-app-is = « { $name } », ajoutée { $when }
security-app-none = Une application sur votre téléphone affiche un nouveau code toutes les trente secondes. Il est demandé après votre mot de passe.
security-app-add = Ajouter
security-codes = Codes de secours
security-codes-left = { $left } sur { $drawn } restants, créés { $when }. De nouveaux codes remplacent ceux-ci.
security-codes-none = Vous n’en avez pas. Chacun remplace une fois un téléphone ou une clé perdus.
security-codes-later = Chacun remplace une fois un téléphone ou une clé perdus. Ajoutez d’abord une clé d’accès ou une application.
security-codes-make = Créer des codes
security-codes-renew = Créer de nouveaux codes
security-password-is = Vous en avez un.
security-password-set = Défini { $when }
security-password-directory = Conservé dans l’annuaire { $directory }. Modifiez-le là-bas.
security-password-change = Modifier
security-sessions-show = Afficher les sessions
security-done-key-added = La clé d’accès est ajoutée. Elle vous connecte désormais.
security-done-key-renamed = La clé d’accès porte son nouveau nom.
security-done-key-removed = La clé d’accès est retirée et ne connecte plus personne. Votre appareil l’affiche peut-être encore ; supprimez-la aussi là-bas.
security-done-app-added = L’application d’authentification est ajoutée. Créez des codes de secours pour le jour où ce téléphone manquera.
security-done-app-removed = L’application d’authentification est retirée. Ses codes ne fonctionnent plus ; supprimez aussi l’entrée dans l’application.
security-done-codes-removed = Les codes de secours sont retirés. Aucun ne fonctionne plus.
security-phone-forget = Oublier
security-done-phone-forgotten = Le téléphone est oublié. Duo l’a toujours et l’interrogera de nouveau si vous le choisissez lors d’une connexion.
security-done-password-changed = Votre mot de passe est modifié. Vos autres sessions sont fermées.

preferences-title = Préférences
preferences-hint = Elles suivent votre compte dans tous les navigateurs.
preferences-saved = Vos préférences sont enregistrées.
preferences-language-auto = Selon le navigateur
preferences-theme = Thème
preferences-theme-auto = Selon le système
preferences-theme-light = Clair
preferences-theme-dark = Sombre
preferences-second = Second facteur demandé en premier
preferences-second-hint = Quand une application demande un second facteur. Les autres moyens restent à un clic.
preferences-none = Pas de préférence
preferences-save = Enregistrer

factor-not-done-title = Non effectué · { $page }
factor-off = Ce moyen de connexion est désactivé ou géré ailleurs ; rien n’a changé. Demandez aux responsables de cette passerelle.
factor-stale = Cette page est restée ouverte trop longtemps ou a déjà été envoyée ; rien n’a changé. Recommencez.
factor-wrong-code = Ce code est faux ou n’est plus valable. Attendez le suivant dans votre application et saisissez-le.
factor-there = Il y en a déjà une ; rien n’a été ajouté. Retirez d’abord celle-là.
factor-bad-name = Ce nom est vide, trop long ou contient un caractère qui ne peut pas être affiché. Écrivez un nom de 64 caractères au plus.
factor-unknown = Cela ne fait pas partie de vos moyens de connexion ; rien n’a changé. Il a peut-être déjà été retiré ; regardez la liste.
factor-too-many = Vous avez autant de clés d’accès qu’un compte peut en contenir. Retirez-en une que vous n’utilisez pas, puis ajoutez celle-ci.
factor-key-unreadable = La réponse du navigateur était illisible ; aucune clé d’accès n’a été ajoutée. Réessayez, ou prenez un autre navigateur.
factor-key-mismatch = La réponse du navigateur n’appartient pas à cette page ; aucune clé d’accès n’a été ajoutée. Réessayez depuis cette page.
factor-key-not-verified = La clé n’a pas vérifié que c’est bien vous ; elle n’a pas été ajoutée. Définissez-y un code PIN ou une empreinte, ou utilisez une autre clé.
factor-key-model = Cette passerelle n’accepte pas les clés de ce modèle ; elle n’a pas été ajoutée. Utilisez une autre clé, ou demandez aux responsables de cette passerelle lesquelles elle accepte.
factor-key-synced = Cette passerelle n’accepte pas les clés d’accès copiées entre appareils ; elle n’a pas été ajoutée. Utilisez une clé de sécurité.
factor-key-unproven = Cette clé annonce son modèle sans le prouver, elle n’a donc pas été ajoutée. Laissez le navigateur indiquer le modèle quand il le demande, ou prenez une autre clé.
factor-models-outdated = Ce que l’on sait ici des modèles est périmé, aucune nouvelle clé ne peut donc être vérifiée. Demandez aux responsables de le renouveler.
factor-wrong-password = Votre mot de passe actuel est faux ; rien n’a changé. Saisissez-le de nouveau.
factor-password-not-taken = L’annuaire qui garde votre mot de passe n’a pas accepté celui-ci. Il en demande peut-être un plus long, ou un que vous n’avez jamais eu.
factor-last-way = C’est votre seul moyen de connexion, il reste donc. Ajoutez-en d’abord un autre.
factor-unavailable = { $product } ne peut rien enregistrer pour l’instant ; rien n’a changé. Attendez quelques secondes et réessayez.
factor-whose = Pour le compte { $who }.
factor-back = Retour
factor-name = Nom
factor-name-hint = Où elle se trouve, pour la reconnaître : « portable », « clé bleue ».

add-key-title = Ajouter une clé d’accès
add-key-lead = Elle vous connecte sans mot de passe. Votre navigateur demande où la garder : dans cet appareil, dans un téléphone ou sur une clé de sécurité.
add-key-hint = Votre appareil ou votre clé demande votre empreinte, votre visage ou votre code PIN.
add-key-no-script = Une clé d’accès est créée par votre navigateur, ce qui nécessite JavaScript. Autorisez-le pour ce site et ouvrez de nouveau cette page.

add-app-title = Ajouter une application d’authentification
add-app-lead = Placez cette clé dans une application d’authentification. Saisissez ensuite le code qu’elle affiche, pour que nous sachions qu’elle fonctionne.
add-app-scan = Scannez-la avec l’application
add-app-qr = QR code avec la clé pour votre application
add-app-type = Ou saisissez cette clé
add-app-open = L’ouvrir dans une application sur cet appareil
add-app-code-hint = Ce que l’application affiche maintenant.
add-app-shape = Des codes d’un autre genre
add-app-shape-hint = Si votre application ou vos règles le demandent, choisissez la forme des codes et obtenez une clé pour cela.
add-app-algorithm = Algorithme
add-app-digits = Nombre de chiffres
add-app-period = Un nouveau code toutes les
add-app-shape-button = Créer une telle clé
add-app-button = Ajouter l’application

recovery-title = Vos codes de secours
recovery-lead = Chacun sert une fois, à la place d’un téléphone ou d’une clé perdus. Les codes précédents ne fonctionnent plus.
recovery-once = Ces codes ne sont affichés que maintenant. Imprimez-les ou notez-les, et gardez-les avec vos papiers, pas sur le téléphone qu’ils remplacent.
recovery-of = { $who } sur { $host }, créés { $when }
recovery-kept = Je les ai mis de côté
recovery-print = Imprimer

change-password-title = Modifier votre mot de passe
change-password-lead = Vos autres sessions sont fermées quand vous le modifiez.
change-password-old = Mot de passe actuel
change-password-new = Nouveau mot de passe
change-password-confirm = Nouveau mot de passe, encore une fois
change-password-button = Modifier le mot de passe

remove-key-title = Retirer la clé d’accès « { $name } » ?
remove-key-text = Vous ne pourrez plus vous connecter avec elle. Votre appareil l’affiche peut-être encore ; supprimez-la aussi là-bas.
remove-app-title = Retirer l’application d’authentification « { $name } » ?
remove-app-text = Ses codes cessent aussitôt de fonctionner. Supprimez aussi l’entrée dans l’application.
renew-codes-text = Les codes que vous avez cessent aussitôt de fonctionner. Les nouveaux ne s’affichent qu’une fois.
remove-codes-title = Retirer vos codes de secours ?
remove-codes-text = Aucun ne fonctionnera plus. Vous pourrez en créer de nouveaux.
remove-phone-title = Oublier le téléphone « { $name } » ?
remove-phone-text = Duo l’a toujours et l’interrogera de nouveau si vous le choisissez lors d’une connexion.
remove-leaves-nothing = C’est votre dernier second facteur. Ensuite, seul votre mot de passe vous connecte, et les applications qui demandent deux facteurs vous restent fermées.
remove-keep = Conserver

user-title = Qui vous êtes ici
user-heading = Vous êtes { $name }
user-lead = Connexion { $how }, { $when }. Voici ce que l’application de cet hôte peut savoir.
user-session = Session
user-back = Retour à { $host }

sign-out-everywhere-title = Se déconnecter partout
sign-out-host-title = Se déconnecter de { $host }
sign-out-who = Vous êtes connecté en tant que <b>{ $who }</b>.
sign-out-host-text = Se déconnecter ici ferme ce que vous avez ouvert sur cet hôte. Les autres applications restent ouvertes.
sign-out-everywhere-text = Se déconnecter met fin à cette connexion et ferme toutes les applications ouvertes avec elle.
sign-out-streams = Ce qu’une application garde ouvert sans redemander, comme une discussion, reste ouvert jusqu’à la fermeture de sa page.
sign-out-host-button = Se déconnecter ici
sign-out-everywhere-button = Se déconnecter partout
sign-out-everywhere-link = Se déconnecter partout
sign-out-switch-title = Se connecter avec un autre compte
sign-out-switch-button = Se déconnecter et changer
sign-out-stay = Rester connecté
sign-out-stale = Ce formulaire est resté ouvert trop longtemps, ou ce navigateur n’a pas gardé de cookie pour lui ; vous êtes toujours connecté. Déconnectez-vous de nouveau.
signed-out-title = Vous êtes déconnecté
signed-out-host = De { $host }, sur cet appareil. La prochaine visite demandera avant de vous connecter.
signed-out-everywhere = De { $product } et de tout ce qui est derrière, sur cet appareil.
signed-out-took = Cela a pris { $secs } secondes.
signed-out-again = Se reconnecter
signed-out-others =
    { $n ->
        [one] { $n } autre de vos sessions est encore ouverte. Vous pouvez y mettre fin sous « Compte ».
       *[other] { $n } autres de vos sessions sont encore ouvertes. Vous pouvez y mettre fin sous « Compte ».
    }

denied-title = Vous ne pouvez pas ouvrir { $app }
denied-person = Vous êtes connecté en tant que <b>{ $who }</b>, et cette page demande quelque chose que votre compte ou cette requête n’a pas.
denied-other-account = Utiliser un autre compte
denied-nobody = Cette page demande quelque chose que cette requête n’a pas, et se connecter n’y changerait rien.
denied-asks = Ce qu’elle demande
denied-met = rempli
denied-missing = manquant
denied-hidden = Une condition qui n’est pas affichée
denied-not-shown = non affiché
denied-next = Demandez ce qui manque aux responsables de { $app }. Ils ont besoin du numéro de requête ci-dessous.

step-up-title = { $app } demande un second facteur
step-up-text = Vous êtes connecté en tant que <b>{ $who }</b> avec un seul facteur. Cette page en demande deux, et un second ne peut pas encore être ajouté ici ; elle reste donc fermée. Se reconnecter n’y changera rien.
step-up-next = Demandez aux responsables de { $app } si un seul facteur peut suffire pour l’instant. Ils ont besoin du numéro de requête ci-dessous.

step-up-enroll-text = Vous êtes connecté en tant que <b>{ $who }</b> avec un seul facteur. Cette page en demande deux, et vous n’en avez pas encore de second.
step-up-enroll-next = Ajoutez une clé d’accès ou une application d’authentification à votre compte. Cela prend une minute ; rouvrez ensuite la page.
step-up-enroll-button = Ajouter un second facteur

error-application = L’application
error-bad-request-title = Cette requête est illisible
error-bad-request-text = Son adresse ou ses champs peuvent se comprendre de plusieurs façons, { $product } l’a donc fermée. Rien n’a été transmis.
error-bad-request-next = Ouvrez la page depuis vos applications. Si un lien vous a mené ici, ce lien est faux.
error-loop-title = La connexion tourne en rond
error-loop-text = Vous vous êtes connecté trois fois, et chaque fois ce navigateur est revenu sans le cookie qui l’atteste. Les cookies de ce site sont bloqués, ou quelque chose les supprime.
error-loop-next = Autorisez les cookies pour ce site et pour la page de connexion, puis rouvrez la page. Les fenêtres privées et les extensions de confidentialité en sont la cause habituelle.
error-code-title = Ce retour de connexion n’est pas valable
error-code-text = Son code a déjà servi, a plus d’une minute ou a été fait pour un autre navigateur. Personne n’a été connecté par lui.
error-code-next = Rouvrez la page depuis vos applications.
error-cross-site-title = Ce formulaire vient d’ailleurs
error-cross-site-text = Une page d’un autre site l’a envoyé, ou ce navigateur n’a pas dit d’où il venait ; { $product } l’a donc fermé. Rien n’a changé.
error-cross-site-next = Ouvrez la page ici et renvoyez son formulaire.
error-forbidden-title = Ceci ne vous est pas ouvert
error-forbidden-text = Votre compte n’a pas ce que ceci demande. Rien n’a changé.
error-forbidden-next = Demandez aux responsables de cette passerelle. Ils ont besoin du numéro de requête ci-dessous.
error-not-found-title = Cette page n’existe pas
error-not-found-text = Il n’y a rien à cette adresse. Le contenu a peut-être été déplacé, ou le lien est mal écrit.
error-not-found-next = Ouvrez ce qu’il vous faut depuis vos applications.
error-unknown-host-title = Aucune application n’est à cette adresse
error-unknown-host-text = { $product } répond ici, mais aucune de ses routes n’a cet hôte. Le nom est peut-être mal écrit, ou la route a été retirée.
error-unknown-host-next = Ouvrez ce qu’il vous faut depuis vos applications.
error-method-title = Cette page ne se demande pas ainsi
error-method-text = La requête utilisait une méthode que cette adresse n’accepte pas. Rien n’a changé.
error-method-next = Ouvrez la page depuis vos applications.
error-request-timeout-title = La requête a mis trop de temps à arriver
error-request-timeout-text = { $product } a attendu la suite puis a fermé la connexion. Rien n’a été transmis en entier.
error-request-timeout-next = Vérifiez votre connexion et renvoyez-la.
error-link-title = Ce lien ne fonctionne plus
error-link-text = Un tel lien sert une fois et peu de temps. Il a servi, il a expiré ou il a été copié en partie.
error-link-next = Demandez-en un nouveau à la personne qui vous l’a donné. Sur le serveur même, portcullis recover en affiche un.
error-too-large-title = C’est trop volumineux
error-too-large-text = Ce qui a été envoyé dépasse ce que cette adresse accepte. Rien n’a été transmis en entier.
error-too-large-next = Envoyez moins à la fois, ou demandez aux responsables de cette passerelle de relever la limite.
error-wrong-connection-title = Cette connexion est pour un autre hôte
error-wrong-connection-text = Le navigateur a utilisé une connexion dont le certificat ne nomme pas cet hôte. Rien n’a été transmis.
error-wrong-connection-next = Réessayez ; les navigateurs ouvrent d’eux-mêmes une nouvelle connexion.
error-too-many-title = Trop de requêtes
error-too-many-text = Plus de requêtes sont venues d’ici que cette adresse n’en accepte en une minute. Rien n’a été transmis.
error-too-many-next = Attendez une minute et réessayez.
error-head-too-large-title = Les champs de la requête sont trop grands
error-head-too-large-text = Son adresse, ses cookies ou d’autres champs sont plus longs que { $product } ne l’accepte. Rien n’a été transmis.
error-head-too-large-next = Supprimez les cookies de ce site dans votre navigateur et rouvrez la page.
error-internal-title = Quelque chose a échoué dans { $product }
error-internal-text = Un défaut a arrêté cette requête. Il a été noté sous le numéro ci-dessous, et rien d’autre n’a été touché.
error-internal-next = Réessayez dans une minute.
error-unavailable-title = { $product } ne peut pas décider pour l’instant
error-unavailable-text = Ce qu’il faut lire pour juger cette requête est inaccessible, la porte reste donc fermée. Rien n’a été transmis.
error-unavailable-next = Réessayez dans une minute.
error-busy-title = { $product } est plein en ce moment
error-busy-text = Toutes les places pour une telle requête sont prises. Rien n’a été transmis.
error-busy-next = Attendez quelques secondes et réessayez.
error-round-title = { $app } ramène à { $product }
error-round-text = Cette requête est revenue ici trois fois : l’adresse où mène cette route est { $product } même, directement ou par un autre proxy.
error-round-next = Dites-le aux responsables de ce site : le `to` de la route doit indiquer où l’application elle-même écoute.
error-origin-broken-title = { $app } a mal répondu
error-origin-broken-text = La requête a été autorisée et transmise. Ce que { $app } a renvoyé s’est interrompu ou n’était pas valable, { $product } ne l’a donc pas remis.
error-origin-unreachable-title = { $app } est injoignable
error-origin-unreachable-text = La requête a été autorisée, mais { $product } n’a pas obtenu de connexion avec { $app }. Rien de ce que vous avez envoyé n’a été transmis.
error-origin-timeout-title = { $app } ne répond pas
error-origin-timeout-text = La requête a été autorisée et transmise. { $product } a attendu { $app } aussi longtemps que sa route le permet, sans réponse.
error-origin-next = Réessayez dans une minute. Si { $app } vient d’être démarrée, il lui faut peut-être ce temps.
error-path-label = Où la requête s’est arrêtée
error-path-you = Vous
error-path-signed-in = connecté
error-path-asked = demandé
error-path-permitted = autorisée
error-path-broken = réponse défectueuse
error-path-unreachable = pas de connexion
error-path-silent = pas de réponse

sign-in-forgot = Mot de passe oublié ?
sign-in-reset-done = Votre nouveau mot de passe est défini et toutes vos sessions ont été fermées. Connectez-vous avec lui.
forgot-title = Choisir un nouveau mot de passe
forgot-lead = Écrivez votre identifiant ou votre adresse e-mail. S’il existe un compte avec une adresse, il reçoit un e-mail avec un lien.
forgot-button = Envoyer le lien
forgot-back = Retour à la connexion
forgot-sent-title = Consultez votre boîte e-mail
forgot-sent = S’il existe un compte de ce nom avec une adresse e-mail, un message avec un lien est en route.
forgot-sent-browser = Ouvrez le lien dans ce navigateur. Il sert une fois, pendant quelques minutes seulement.
forgot-nothing-came = Si rien n’arrive
forgot-nothing-came-text = Regardez parmi les indésirables et vérifiez l’orthographe du nom. Certains mots de passe sont gardés ailleurs et ne peuvent pas être définis ici : demandez aux responsables de cette passerelle.
forgot-too-often = Cela a été demandé trop souvent depuis votre réseau ; rien n’a été envoyé. Attendez quelques minutes et redemandez.
forgot-busy = Trop de personnes demandent en ce moment ; rien n’a été envoyé. Attendez quelques secondes et redemandez.
new-password-title = Choisir un nouveau mot de passe
new-password-lead = Il est pour { $who }. Toutes vos sessions se terminent, ici et ailleurs.
new-password-button = Définir le mot de passe
new-password-stale = Ce formulaire est resté ouvert trop longtemps, ou ce navigateur n’a pas gardé de cookie pour lui ; rien n’a changé. Envoyez-le de nouveau.
new-password-unavailable = { $product } ne peut pas le faire pour l’instant ; rien n’a changé. Attendez quelques secondes et réessayez.
new-password-not-taken = L’annuaire qui garde votre mot de passe n’a pas accepté celui-ci. Choisissez-en un autre, ou demandez aux responsables de cette passerelle.
accept-title = Protection des données
accept-text = Avant de continuer, lisez comment vos données sont traitées ici, et acceptez-le. La question est posée une fois, puis de nouveau si le texte change.
accept-link = Lire le texte sur la protection des données (dans un nouvel onglet)
accept-button = Accepter et continuer
accept-decline = Ne pas accepter et se déconnecter
mailed-revoke-title = Annuler le lien ?
mailed-revoke-text = Personne ne pourra plus choisir de nouveau mot de passe avec lui. Votre mot de passe reste tel quel.
mailed-revoke-button = Annuler le lien
mailed-revoke-done-title = Le lien est annulé
mailed-revoke-done = Votre mot de passe reste tel quel. Si de tels messages continuent d’arriver, dites-le aux responsables de cette passerelle.
mailed-undo-title = Revenir sur la modification ?
mailed-undo-password-text = Le nouveau mot de passe est bloqué, toutes vos sessions se terminent et vous choisissez un autre mot de passe.
mailed-undo-added-text = Ce qui a été ajouté est retiré, et toutes vos sessions se terminent.
mailed-undo-removed-text = Ce qui a été retiré est rétabli, et toutes vos sessions se terminent.
mailed-stop-code-text = Le code envoyé ne vaut plus rien, toutes vos sessions se terminent et vous choisissez un autre mot de passe.
mailed-shut-out-title = Bloquer cette connexion ?
mailed-shut-out-text = Votre mot de passe est bloqué, toutes vos sessions se terminent et vous choisissez un autre mot de passe.
mailed-shut-out-button = Bloquer
mailed-undo-button = Revenir en arrière
mailed-undo-done-title = La modification est annulée
mailed-undo-done = Toutes vos sessions ont été fermées. Connectez-vous et vérifiez ce que contient votre compte. Quelqu’un connaît peut-être votre mot de passe : changez-le.
confirm-code-title = Confirmez que c’est bien vous
confirm-code-lead = Avant de modifier vos moyens de connexion, nous envoyons un code à { $address }.
confirm-code-send = M’envoyer un code
confirm-code-again = M’envoyer un autre code
confirm-code-code = Code reçu par e-mail
confirm-code-sent = Un code est en route. Il est valable dans ce navigateur, pendant quelques minutes.
confirm-code-wrong = Ce code est faux, déjà utilisé ou trop ancien. Vérifiez-le, ou faites-en envoyer un autre.
confirm-code-too-many = Plusieurs codes ont déjà été envoyés ; aucun autre ne l’a été. Utilisez le plus récent, ou attendez quelques minutes.
error-mailed-link-text = Un tel lien sert une fois, peu de temps, et parfois seulement dans le navigateur qui l’a demandé. Il a servi, il a expiré, un plus récent l’a remplacé ou il a été copié en partie.
error-mailed-link-next = Demandez-en un nouveau sur la page de connexion, dans le navigateur où vous voulez l’ouvrir.

mail-greeting = Bonjour { $name },
mail-foot = Envoyé par la passerelle { $host }, car cette adresse appartient à un compte là-bas. Personne ne lit les réponses à ce message.
mail-detail-when = Quand
mail-detail-address = Depuis l’adresse
mail-detail-device = Avec
mail-detail-name = Nom
mail-undo-button = Ce n’était pas moi : revenir en arrière
mail-undo-password = Ce n’était pas vous ? Ce lien sert une fois, pendant { $span }. Il bloque le nouveau mot de passe, ferme toutes les sessions et vous laisse choisir un autre mot de passe.
mail-undo-added = Ce n’était pas vous ? Ce lien sert une fois, pendant { $span }. Il retire ce qui a été ajouté et ferme toutes les sessions.
mail-undo-removed = Ce n’était pas vous ? Ce lien sert une fois, pendant { $span }. Il rétablit ce qui a été retiré et ferme toutes les sessions.
mail-undo-sign-in = C’était vous ? Alors il n’y a rien à faire. Ce n’était pas vous ? Ce lien sert une fois, pendant { $span }. Il bloque votre mot de passe, ferme toutes les sessions et vous laisse choisir un autre mot de passe :
mail-stop-button = Ce n’était pas moi
mail-stop-lead = Vous n’avez pas demandé de code ? Alors quelqu’un qui connaît votre mot de passe l’a fait. Ce lien annule le code, ferme toutes vos sessions et vous laisse choisir un autre mot de passe :
mail-revoke-button = Annuler le lien
mail-revoke-lead = Si vous ne l’avez pas demandé, rien n’a changé, et personne ne peut utiliser le lien sans ce message. Vous pouvez l’annuler :
mail-reset-password-title = Choisir un nouveau mot de passe
mail-reset-password-text = Quelqu’un, vous sans doute, a demandé sur { $host } à choisir un nouveau mot de passe.
mail-reset-password-lead = Ouvrez ce lien dans le navigateur avec lequel vous l’avez demandé. Il sert une fois, pendant { $span }.
mail-reset-password-button = Choisir un nouveau mot de passe
mail-confirm-code-title = Votre code
mail-confirm-code-text = Saisissez ce code sur { $host } pour modifier vos moyens de connexion. Il est valable { $span }, dans le navigateur où il a été demandé. Ne le donnez à personne : les responsables de la passerelle ne le demandent jamais.
mail-password-changed-title = Votre mot de passe a été modifié
mail-password-changed-text = Votre mot de passe sur { $host } a été modifié, et toutes vos autres sessions ont été fermées.
mail-password-reset-title = Votre mot de passe a été réinitialisé
mail-password-reset-text = Un nouveau mot de passe pour { $host } a été choisi par un lien envoyé par e-mail, et toutes vos sessions ont été fermées.
mail-password-set-for-you-title = Un nouveau mot de passe a été défini pour vous
mail-password-set-for-you-text = Une personne responsable de la passerelle { $host } a défini un nouveau mot de passe pour vous, ou vous a donné un lien avec lequel il l’a été. Interrogez-la si vous n’en savez rien.
mail-passkey-added-title = Une clé d’accès a été ajoutée
mail-passkey-added-text = Vous pouvez désormais vous connecter à { $host } avec une clé d’accès de plus.
mail-passkey-removed-title = Une clé d’accès a été retirée
mail-passkey-removed-text = Une de vos clés d’accès sur { $host } a été retirée et n’ouvre plus rien.
mail-app-added-title = Une application d’authentification a été ajoutée
mail-app-added-text = { $host } accepte désormais les codes d’une application d’authentification.
mail-app-removed-title = Une application d’authentification a été retirée
mail-app-removed-text = { $host } n’accepte plus les codes de votre application d’authentification.
mail-codes-made-title = De nouveaux codes de secours ont été créés
mail-codes-made-text = Une nouvelle feuille de codes de secours pour { $host } a été créée. Les codes de la précédente ne valent plus rien.
mail-codes-removed-title = Des codes de secours ont été retirés
mail-codes-removed-text = Vos codes de secours pour { $host } ont été retirés et ne valent plus rien.
mail-phone-forgotten-title = Un téléphone a été oublié
mail-phone-forgotten-text = { $host } ne se souvient plus du téléphone que Duo interrogeait quand vous vous connectiez.
mail-factors-removed-for-you-title = Vos moyens de connexion ont été modifiés pour vous
mail-factors-removed-for-you-text = Une personne responsable de la passerelle { $host } a retiré des clés d’accès, une application ou des codes de secours, et toutes vos sessions ont été fermées. Interrogez-la si vous n’en savez rien.
mail-new-browser-title = Connexion avec un nouveau navigateur
mail-new-browser-text = Quelqu’un s’est connecté en votre nom sur { $host }, avec un navigateur qui n’avait pas encore servi à cela.
mail-undone-title = Une modification a été annulée
mail-undone-text = Une modification de vos moyens de connexion sur { $host } a été annulée par le lien de notre message, et toutes vos sessions ont été fermées. Vérifiez votre compte après vous être connecté.
mail-test-title = Le courrier fonctionne
mail-test-text = La passerelle { $host } peut envoyer des e-mails. Il n’y a rien à faire.
