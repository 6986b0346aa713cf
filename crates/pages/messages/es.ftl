# Español. Trato de usted. Las frases dicen qué pasó, por qué y qué hacer a continuación.

language-name = Español
language-menu = Idioma

shared-skip = Ir al contenido
shared-show = Mostrar
shared-show-label = Mostrar la contraseña
shared-copy = Copiar
shared-copied = Copiado
shared-next = Qué puede hacer
shared-try-again = Reintentar
shared-your-applications = Sus aplicaciones
shared-for-whom-you-ask = Para la persona a quien pregunte
shared-if-it-stays = Si sigue así
shared-tell-number = Indique este número a los responsables de esta puerta de enlace:

time-now = ahora mismo
time-ago-seconds =
    { $n ->
        [one] hace { $n } segundo
       *[other] hace { $n } segundos
    }
time-ago-minutes =
    { $n ->
        [one] hace { $n } minuto
       *[other] hace { $n } minutos
    }
time-ago-hours =
    { $n ->
        [one] hace { $n } hora
       *[other] hace { $n } horas
    }
time-in-seconds =
    { $n ->
        [one] dentro de { $n } segundo
       *[other] dentro de { $n } segundos
    }
time-in-minutes =
    { $n ->
        [one] dentro de { $n } minuto
       *[other] dentro de { $n } minutos
    }
time-in-hours =
    { $n ->
        [one] dentro de { $n } hora
       *[other] dentro de { $n } horas
    }
time-length-seconds =
    { $n ->
        [one] { $n } segundo
       *[other] { $n } segundos
    }
time-length-minutes =
    { $n ->
        [one] { $n } minuto
       *[other] { $n } minutos
    }
time-length-hours =
    { $n ->
        [one] { $n } hora
       *[other] { $n } horas
    }
time-length-days =
    { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
time-date = { $day }/{ $month }/{ $year } { $hour }:{ $minute } UTC
number-tenths = { $whole },{ $tenth }

nav-main = Menú principal
nav-account-of = Cuenta:
nav-applications = Aplicaciones
nav-account = Cuenta
nav-switch = Cambiar de cuenta
nav-sign-out = Cerrar sesión
foot-privacy = Privacidad
foot-signed-in = Sesión iniciada { $how }, { $when }
foot-ends = Termina { $when }, o antes si cierra la sesión

how-password = con contraseña
how-password-and-factor = con contraseña y segundo factor
how-factor = con clave de acceso o llave de seguridad
how-other = por otro medio

sign-in-title = Iniciar sesión
sign-in-refused-title = Inicio de sesión rechazado
sign-in-asker = <b>{ $app }</b> le pide que inicie sesión
sign-in-name = Nombre de usuario o correo electrónico
sign-in-password = Contraseña
sign-in-keep = Mantener la sesión iniciada
sign-in-keep-hint = Durante { $span }, solo en este dispositivo.
sign-in-button = Iniciar sesión
sign-in-or = o
sign-in-passkey = Iniciar sesión con una clave de acceso
sign-in-passkey-hint = Huella, rostro o PIN del dispositivo. Nada que escribir.
sign-in-passkey-no-script = Las claves de acceso necesitan JavaScript. Su contraseña funciona sin él.
sign-in-or-password = o con su contraseña
sign-in-passkey-refused = Esa clave de acceso no se aceptó y no ha iniciado sesión. Quizá se quitó aquí, o esta página estuvo abierta demasiado tiempo. Inicie sesión con su contraseña o con otra clave de acceso.
sign-in-continue = Continuar como { $name }
sign-in-signed-out-here = Cerró la sesión de esta aplicación, pero su sesión en esta puerta de enlace sigue abierta. Inicie sesión con una contraseña, o continúe como antes.
sign-in-refused = Ese nombre y esa contraseña no coinciden. Compruebe ambos e inicie sesión de nuevo, o pregunte a los responsables de esta puerta de enlace.
sign-in-busy = Demasiadas personas inician sesión en este momento, así que su contraseña no se comprobó. Espere unos segundos e inicie sesión de nuevo.
sign-in-unavailable = { $product } no alcanza sus datos, así que nadie puede iniciar sesión ahora. Espere un minuto e inicie sesión de nuevo.
sign-in-stale = Este formulario estuvo abierto demasiado tiempo, o el navegador no guardó su cookie; no se envió nada. Inicie sesión de nuevo; si vuelve a ocurrir, permita las cookies de este sitio.
sign-in-lost-way = El enlace que le trajo aquí ya se usó o es demasiado antiguo. Inicie sesión y abra la aplicación desde su lista.
sign-in-again = Ha iniciado sesión como <b>{ $who }</b>. Esta aplicación pide un inicio de sesión reciente, y el suyo es más antiguo de lo que admite. Inicie sesión de nuevo para continuar.

enrol-first-title = Crear la primera cuenta
enrol-first-lead = Usted será el administrador de esta puerta de enlace.
enrol-button = Crear cuenta
enrol-administrator-title = Crear una cuenta de administrador
enrol-administrator-lead = Usted será un administrador de esta puerta de enlace.
enrol-invited-title = Configurar su inicio de sesión
enrol-invited-lead = Se ha creado una cuenta para usted. Basta una clave de acceso; también puede establecer una contraseña.
enrol-password-title = Establecer su contraseña
enrol-password-lead = Con ella iniciará sesión a partir de ahora. Las sesiones que tenga abiertas terminan cuando la establezca.
enrol-password-button = Establecer contraseña
enrol-passkey = Crear con una clave de acceso
enrol-password-passkey = Crear una clave de acceso
enrol-passkey-hint = Recomendado. Su dispositivo le pide la huella, el rostro o el PIN.
enrol-or-password = o con una contraseña
enrol-with-password = Crear con una contraseña
enrol-once = Este enlace sirve una vez y termina { $when }.
enrol-username = Nombre de usuario
enrol-username-hint = Corto, para iniciar sesión. Letras, cifras, puntos y guiones.
enrol-email = Correo electrónico
enrol-display-name = Nombre visible
enrol-display-name-hint = Cómo le llaman las páginas y las aplicaciones.
enrol-password = Contraseña
enrol-password-hint = Al menos { $n } caracteres. Cuatro palabras al azar bastan.
enrol-confirm = Repita la contraseña
enrol-fault-bad-username = Este nombre tiene un carácter que no se puede usar, o es demasiado largo. Escriba hasta 64 letras, cifras, puntos y guiones, empezando por una letra o una cifra.
enrol-fault-taken-username = Alguien tiene ya este nombre. Escriba otro.
enrol-fault-bad-email = Esta dirección no está completa. Escríbala entera, como ada@example.com.
enrol-fault-taken-email = Otra cuenta tiene ya esta dirección. Escriba otra.
enrol-fault-no-display-name = El nombre visible está vacío o es demasiado largo. Escriba su nombre en 128 caracteres como máximo.
enrol-fault-short-password = Esta contraseña tiene menos de { $n } caracteres. Añada una o dos palabras.
enrol-fault-long-password = Esta contraseña tiene más de { $n } caracteres. Escriba una más corta.
enrol-fault-odd-password = Esta contraseña contiene un carácter de control que ningún teclado escribe. Escríbala de nuevo.
enrol-fault-large-password = Esta contraseña es demasiado larga para guardarla. Escriba una más corta.
enrol-fault-no-uppercase = Esta contraseña no tiene mayúsculas. Añada una.
enrol-fault-no-lowercase = Esta contraseña no tiene minúsculas. Añada una.
enrol-fault-no-number = Esta contraseña no tiene números. Añada uno.
enrol-fault-no-special = Esta contraseña solo tiene letras y números. Añada un signo como - o un espacio.
enrol-fault-guessable = Esta contraseña es fácil de adivinar. Añada una o dos palabras que no tengan nada que ver con usted.
password-uppercase = Una mayúscula
password-lowercase = Una minúscula
password-number = Un número
password-special = Un signo que no sea letra ni número
password-caps = El bloqueo de mayúsculas está activado.
password-strength = Dificultad de adivinar la contraseña
password-weak = Fácil de adivinar por ahora
password-strong = Difícil de adivinar
enrol-fault-differs = Las dos contraseñas son distintas. Escriba dos veces la misma.
enrol-stale = Este formulario estuvo abierto demasiado tiempo, o el navegador no guardó su cookie; no se guardó nada. Rellénelo de nuevo; si vuelve a ocurrir, permita las cookies de este sitio.
enrol-key-refused = La clave de acceso no se aceptó: esta página estuvo abierta demasiado tiempo, o la respuesta del navegador no servía. No se guardó nada. Inténtelo otra vez, o establezca una contraseña.
enrol-unavailable = { $product } no puede guardar ahora; nada cambió y su enlace sigue sirviendo. Espere unos segundos y envíelo de nuevo.

passkey-wait = Siga lo que le pide su navegador.
passkey-show-not-allowed = No se eligió nada, o tardó demasiado. Pulse el botón de nuevo, o siga por otro medio.
passkey-make-not-allowed = No se creó ninguna clave de acceso: se interrumpió o tardó demasiado. Pulse el botón de nuevo.
passkey-make-there = Este dispositivo o llave ya tiene una clave de acceso para su cuenta. Use otro.
passkey-insecure = Las claves de acceso no funcionan en esta dirección. Abra la página en su dirección habitual, con https.
passkey-not-supported = Este navegador o dispositivo no puede usar claves de acceso aquí. Use otro navegador, o siga por otro medio.
passkey-constraint = Esta llave no puede pedir huella, rostro ni PIN. Póngale un PIN, o use otra.
passkey-other = El navegador se detuvo sin dar un motivo. Pulse el botón de nuevo, o siga por otro medio.

second-refused-title = No aceptado
second-app-title = Escriba el código de su aplicación
second-recovery-title = Escriba un código de recuperación
second-key-title = Use su clave de acceso
second-password-title = Escriba su contraseña
second-asker = <b>{ $app }</b> pide un segundo factor
second-code = Código de { $digits } cifras
second-app-hint = De su aplicación de autenticación. Cada código sirve una vez.
second-app-hint-named = De la aplicación de autenticación «{ $name }». Cada código sirve una vez.
second-recovery = Código de recuperación
second-recovery-hint = De la hoja que guardó. Cada código sirve una vez.
second-recovery-left =
    { $n ->
        [one] Queda { $n }
       *[other] Quedan { $n }
    }
second-key-button = Usar una clave de acceso
second-key-hint = Una llave de seguridad, o su dispositivo con huella, rostro o PIN.
second-key-yours = Las suyas: { $names }.
second-key-no-script = Las claves de acceso necesitan JavaScript, y este navegador no lo ejecuta aquí. Permítalo para este sitio, o siga por otro medio.
second-button = Continuar
second-others = Otro medio
second-other-key = Clave de acceso o llave de seguridad
second-other-app = Aplicación de autenticación
second-so-far = Por ahora, sesión iniciada como { $who }.
second-not-you = ¿No es usted?
second-app-refused = Ese código no es correcto, ya se usó o ya no vale. Espere el siguiente en su aplicación y escríbalo.
second-recovery-refused = Ese código de recuperación no es correcto o ya se usó. Compárelo con su hoja, o escriba el siguiente.
second-key-refused = Esa clave de acceso no se aceptó para esta cuenta, o la página estuvo abierta demasiado tiempo. Inténtelo otra vez, o siga por otro medio.
second-password-refused = Esa contraseña no es correcta. Compruébela y escríbala de nuevo.
second-stale = Este formulario estuvo abierto demasiado tiempo, o el navegador no guardó su cookie; no se envió nada. Envíelo de nuevo; si vuelve a ocurrir, permita las cookies de este sitio.
second-unavailable = { $product } no alcanza sus datos, así que ahora no se puede comprobar nada. Espere un minuto y envíelo de nuevo.
second-busy = Hubo demasiados intentos, así que este no se comprobó. Espere unos minutos e inténtelo de nuevo.
second-duo-title = Apruébelo en su teléfono
second-other-duo = Aviso de Duo
second-duo-hint = Duo pregunta en su teléfono si es usted. Responda allí en un minuto.
second-duo-hint-named = Duo pregunta en su teléfono «{ $phone }» si es usted. Responda allí en un minuto.
second-duo-button = Preguntar a mi teléfono
second-duo-change = Elegir otro teléfono
second-duo-phones = ¿Qué teléfono?
second-duo-enrol = Configurar Duo
second-duo-refused = No se preguntó a su teléfono, o la respuesta llegó tarde. Pregunte otra vez o siga por otro medio.
second-duo-push-denied = El inicio de sesión se rechazó en su teléfono, así que no se abre nada más. Si no fue usted quien lo pidió, cambie su contraseña: alguien la conoce.
second-duo-push-reported = El inicio de sesión se denunció en su teléfono como ajeno. Si usted no lo pidió, cambie su contraseña: alguien la conoce.
second-duo-push-unanswered = Nadie respondió a tiempo en su teléfono. Pregunte otra vez o siga por otro medio.
second-duo-push-pending = Otro navegador ya está preguntando a su teléfono. Si no es usted, rechácelo allí y cambie su contraseña; si lo es, espere un minuto y pregunte otra vez.
second-duo-denied = Duo no admite su cuenta, así que no se preguntó a su teléfono. Hable con quien administra Duo o siga por otro medio.
second-duo-unknown = Duo todavía no le conoce, así que no se preguntó a nadie. Pida primero que se configure o siga por otro medio.
second-duo-no-phone = No tiene en Duo ningún teléfono al que preguntar. Añada uno con la aplicación de Duo o siga por otro medio.
second-duo-bypass = Duo le dejaría pasar sin preguntar, y eso aquí no cuenta como segundo factor. Siga por otro medio.
second-duo-away = No se puede llegar a Duo, así que no se preguntó a su teléfono. Inténtelo en un minuto o siga por otro medio.
push-waiting-title = Responda en su teléfono
push-waiting-text = Una pregunta va de camino a «{ $phone }». Esta página sigue sola en cuanto responda allí.
push-look = Ya he respondido
push-allowed-title = Aprobado en su teléfono
push-allowed-text = «{ $phone }» ha dicho que sí.
push-other-way = Seguir por otro medio

launcher-title = Aplicaciones
launcher-search = Buscar
launcher-search-label = Buscar aplicaciones
launcher-key = buscar
launcher-all = Mostrar todas
launcher-count =
    { $n ->
        [one] { $n } aplicación
       *[other] { $n } aplicaciones
    }
launcher-none-found = Ninguna de sus aplicaciones coincide con <b>{ $query }</b>.
launcher-second-factor = Pide un segundo factor
launcher-empty = Aquí estarán las aplicaciones que puede abrir. Todavía no hay ninguna en la lista: abra las que conozca por su dirección, o pregunte a los responsables de esta puerta de enlace.

account-title = Cuenta
account-tab-profile = Perfil
account-tab-security = Seguridad
account-tab-preferences = Preferencias
account-ended = Sesión cerrada allí. Todo lo que tenía abierto está cerrado.
account-who = Quién es usted
account-who-hint = Lo que las aplicaciones tras esta puerta de enlace pueden saber de usted.
account-display-name = Nombre visible
account-username = Nombre de usuario
account-email = Correo electrónico
account-groups = Grupos
account-roles = Funciones
account-none = ninguno
account-how = Cómo inició sesión
account-how-hint = Las aplicaciones pueden pedir un inicio de sesión más fuerte o más reciente.
account-way = Inicio de sesión
account-way-is = Sesión iniciada { $how }
account-level = Nivel de garantía
account-level-is = Nivel { $aal } ({ $amr })
account-since = Desde
account-ends = Termina sin uso
account-latest = Termina como muy tarde
account-sessions = Sesiones
account-sessions-hint = Dónde tiene la sesión iniciada. Al cerrarla, todo allí se cierra en un segundo.
account-device = { $browser } en { $system }
account-device-unknown = Un programa sin nombre
account-this-device = Este dispositivo
account-row = sesión iniciada { $how }, { $since } · termina como muy tarde { $ends }
account-network-same = esta red
account-network-private = una red privada
account-network-public = otra red
account-sign-ins = Últimos inicios de sesión
account-sign-ins-hint = Los últimos veinte de esta cuenta, también los rechazados. Si alguno no fue suyo, cambie su contraseña y cierre sesión en los demás sitios.
account-sign-in-done = Sesión iniciada
account-sign-in-refused = Rechazado
account-method-enrolment = Enlace de invitación
account-method-other = Otro modo
account-end = Cerrar sesión
account-end-others = Cerrar sesión en los demás sitios

security-title = Inicio de sesión y sesiones
security-keys = Claves de acceso
security-keys-hint = El medio más rápido, y resiste la suplantación.
security-keys-off = Las claves de acceso están desactivadas en esta puerta de enlace. Nadie inicia sesión con estas hasta que se activen.
security-keys-add = Añadir una clave de acceso
security-keys-none = Aún no tiene ninguna. Una clave de acceso está en su teléfono, su ordenador o una llave de seguridad, y pide la huella, el rostro o el PIN.
security-key-synced = Sincronizada por su fabricante
security-key-bound = Ligada a un dispositivo
security-key-cloned = No aceptada
security-key-cloned-text = Cuenta sus usos y contó hacia atrás, así que puede haber una copia. Quítela, y añada la llave de nuevo solo si aún confía en ella.
security-added = añadida { $when }
security-used = último uso { $when }
security-never-used = nunca usada
security-rename = Cambiar nombre
security-new-name = Nombre nuevo
security-remove = Quitar
security-others = Otros medios
security-others-hint = Para cuando no tenga a mano una clave de acceso.
security-app = Aplicación de autenticación
security-app-is = «{ $name }», añadida { $when }
security-app-none = Una aplicación de su teléfono muestra un código nuevo cada medio minuto. Se pide después de su contraseña.
security-app-add = Añadir
security-codes = Códigos de recuperación
security-codes-left = Quedan { $left } de { $drawn }, creados { $when }. Unos códigos nuevos anulan estos.
security-codes-none = No tiene ninguno. Cada uno sustituye una vez a un teléfono o una llave perdidos.
security-codes-later = Cada uno sustituye una vez a un teléfono o una llave perdidos. Añada antes una clave de acceso o una aplicación.
security-codes-make = Crear códigos
security-codes-renew = Crear códigos nuevos
security-password-is = Tiene una.
security-password-set = Establecida { $when }
security-password-directory = Se guarda en el directorio { $directory }. Cámbiela allí.
security-password-change = Cambiar
security-sessions-show = Mostrar sesiones
security-done-key-added = La clave de acceso está añadida. Desde ahora puede iniciar sesión con ella.
security-done-key-renamed = La clave de acceso tiene su nombre nuevo.
security-done-key-removed = La clave de acceso está quitada y ya no sirve para iniciar sesión. Quizá su dispositivo aún la muestre; bórrela también allí.
security-done-app-added = La aplicación de autenticación está añadida. Cree códigos de recuperación para el día en que falte ese teléfono.
security-done-app-removed = La aplicación de autenticación está quitada. Sus códigos ya no funcionan; borre también la entrada en la aplicación.
security-done-codes-removed = Los códigos de recuperación están quitados. Ninguno funciona ya.
security-phone-forget = Olvidar
security-done-phone-forgotten = El teléfono se ha olvidado. Duo aún lo tiene y le preguntará otra vez si lo elige al iniciar sesión.
security-done-password-changed = Su contraseña está cambiada. Sus demás sesiones están cerradas.

preferences-title = Preferencias
preferences-hint = Acompañan a su cuenta en todos los navegadores.
preferences-saved = Sus preferencias están guardadas.
preferences-language-auto = Como pida el navegador
preferences-theme = Tema
preferences-theme-auto = Como indique el sistema
preferences-theme-light = Claro
preferences-theme-dark = Oscuro
preferences-second = Segundo factor que se pide primero
preferences-second-hint = Cuando una aplicación pide un segundo factor. Los demás medios quedan a un clic.
preferences-none = Ninguno en particular
preferences-save = Guardar

factor-not-done-title = No realizado · { $page }
factor-off = Este medio de inicio de sesión está desactivado o se gestiona en otro lugar; nada cambió. Pregunte a los responsables de esta puerta de enlace.
factor-stale = Esta página estuvo abierta demasiado tiempo o ya se envió; nada cambió. Empiece de nuevo.
factor-wrong-code = Ese código no es correcto o ya no vale. Espere el siguiente en su aplicación y escríbalo.
factor-there = Ya hay una; no se añadió nada. Quite antes esa.
factor-bad-name = Ese nombre está vacío, es demasiado largo o tiene un carácter que no se puede mostrar. Escriba un nombre de hasta 64 caracteres.
factor-unknown = Eso no está entre sus medios de inicio de sesión; nada cambió. Quizá ya se quitó; mire la lista.
factor-too-many = Tiene tantas claves de acceso como caben en una cuenta. Quite una que no use y añada después esta.
factor-key-unreadable = La respuesta del navegador no se pudo leer; no se añadió ninguna clave de acceso. Inténtelo de nuevo, o use otro navegador.
factor-key-mismatch = La respuesta del navegador no corresponde a esta página; no se añadió ninguna clave de acceso. Inténtelo de nuevo desde esta página.
factor-key-not-verified = La llave no comprobó que sea usted; no se añadió. Póngale un PIN o una huella, o use otra llave.
factor-key-model = Esta puerta de enlace no acepta llaves de ese modelo; no se añadió. Use otra llave, o pregunte a los responsables de esta puerta de enlace cuáles acepta.
factor-key-synced = Esta puerta de enlace no acepta claves de acceso que se copian entre dispositivos; no se añadió. Use una llave de seguridad.
factor-key-unproven = Esta llave dice su modelo y no lo ha probado, así que no se añadió. Permita que el navegador indique el modelo cuando lo pregunte, o use otra llave.
factor-models-outdated = Lo que aquí se sabe de los modelos está anticuado, así que no se puede comprobar ninguna llave nueva. Pida que lo renueven.
factor-wrong-password = Su contraseña actual no es correcta; nada cambió. Escríbala de nuevo.
factor-password-not-taken = El directorio que guarda su contraseña no aceptó esta. Quizá pida una más larga, o una que no haya tenido antes.
factor-last-way = Es su único medio de inicio de sesión, así que se queda. Añada antes otro.
factor-unavailable = { $product } no puede guardar ahora; nada cambió. Espere unos segundos e inténtelo de nuevo.
factor-whose = Para la cuenta { $who }.
factor-back = Volver
factor-name = Nombre
factor-name-hint = Dónde está, para reconocerla: «portátil», «llave azul».

add-key-title = Añadir una clave de acceso
add-key-lead = Inicia sesión sin contraseña. Su navegador pregunta dónde guardarla: en este dispositivo, en un teléfono o en una llave de seguridad.
add-key-hint = Su dispositivo o llave le pide la huella, el rostro o el PIN.
add-key-no-script = La clave de acceso la crea su navegador, y para eso hace falta JavaScript. Permítalo para este sitio y abra esta página de nuevo.

add-app-title = Añadir una aplicación de autenticación
add-app-lead = Ponga esta clave en una aplicación de autenticación. Después escriba el código que muestre, para saber que funciona.
add-app-scan = Escanéela con la aplicación
add-app-qr = Código QR con la clave para su aplicación
add-app-type = O escriba esta clave
add-app-open = Abrirla en una aplicación de este dispositivo
add-app-code-hint = Lo que la aplicación muestra ahora.
add-app-shape = Códigos de otro tipo
add-app-shape-hint = Si su aplicación o sus normas lo piden, elija cómo son los códigos y obtenga una clave para ello.
add-app-algorithm = Algoritmo
add-app-digits = Cifras
add-app-period = Un código nuevo cada
add-app-shape-button = Crear una clave así
add-app-button = Añadir la aplicación

recovery-title = Sus códigos de recuperación
recovery-lead = Cada uno sirve una vez, en lugar de un teléfono o una llave perdidos. Los códigos anteriores ya no funcionan.
recovery-once = Estos códigos se muestran solo ahora. Imprímalos o anótelos, y guárdelos con sus papeles, no en el teléfono al que sustituyen.
recovery-of = { $who } en { $host }, creados { $when }
recovery-kept = Los he guardado
recovery-print = Imprimir

change-password-title = Cambiar su contraseña
change-password-lead = Sus demás sesiones se cierran al cambiarla.
change-password-old = Contraseña actual
change-password-new = Contraseña nueva
change-password-confirm = Repita la contraseña nueva
change-password-button = Cambiar contraseña

remove-key-title = ¿Quitar la clave de acceso «{ $name }»?
remove-key-text = Ya no podrá iniciar sesión con ella. Quizá su dispositivo aún la muestre; bórrela también allí.
remove-app-title = ¿Quitar la aplicación de autenticación «{ $name }»?
remove-app-text = Sus códigos dejan de funcionar al momento. Borre también la entrada en la aplicación.
renew-codes-text = Los códigos que tiene dejan de funcionar en el acto. Los nuevos se muestran una sola vez.
remove-codes-title = ¿Quitar sus códigos de recuperación?
remove-codes-text = Ninguno funcionará ya. Puede crear otros nuevos.
remove-phone-title = ¿Olvidar el teléfono «{ $name }»?
remove-phone-text = Duo aún lo tiene y le preguntará otra vez si lo elige al iniciar sesión.
remove-leaves-nothing = Es su último segundo factor. Después solo su contraseña inicia la sesión, y las aplicaciones que piden dos factores se le quedan cerradas.
remove-keep = Conservar

user-title = Quién es usted aquí
user-heading = Usted es { $name }
user-lead = Sesión iniciada { $how }, { $when }. Esto es lo que la aplicación de este host puede saber.
user-session = Sesión
user-back = Volver a { $host }

sign-out-everywhere-title = Cerrar sesión en todas partes
sign-out-host-title = Cerrar sesión en { $host }
sign-out-who = Ha iniciado sesión como <b>{ $who }</b>.
sign-out-host-text = Cerrar sesión aquí cierra lo que tenga abierto en este host. Las demás aplicaciones siguen abiertas.
sign-out-everywhere-text = Cerrar sesión termina este inicio de sesión y cierra todas las aplicaciones abiertas con él.
sign-out-streams = Lo que una aplicación mantiene abierto sin volver a preguntar, como un chat, sigue abierto hasta que se cierra su página.
sign-out-host-button = Cerrar sesión aquí
sign-out-everywhere-button = Cerrar sesión en todas partes
sign-out-everywhere-link = Cerrar sesión en todas partes
sign-out-switch-title = Iniciar sesión con otra cuenta
sign-out-switch-button = Cerrar sesión y cambiar
sign-out-stay = Seguir con la sesión iniciada
sign-out-stale = Este formulario estuvo abierto demasiado tiempo, o el navegador no guardó su cookie; su sesión sigue iniciada. Ciérrela de nuevo.
signed-out-title = Ha cerrado la sesión
signed-out-host = En { $host }, en este dispositivo. La próxima visita preguntará antes de iniciar la sesión.
signed-out-everywhere = En { $product } y en todo lo que hay detrás, en este dispositivo.
signed-out-took = Tardó { $secs } segundos.
signed-out-again = Iniciar sesión de nuevo
signed-out-others =
    { $n ->
        [one] Sigue abierta { $n } sesión suya. Puede terminarla en «Cuenta».
       *[other] Siguen abiertas otras { $n } sesiones suyas. Puede terminarlas en «Cuenta».
    }

denied-title = No puede abrir { $app }
denied-person = Ha iniciado sesión como <b>{ $who }</b>, y esta página pide algo que su cuenta o esta solicitud no tiene.
denied-other-account = Usar otra cuenta
denied-nobody = Esta página pide algo que esta solicitud no tiene, e iniciar sesión no lo cambiaría.
denied-asks = Lo que pide
denied-met = cumplido
denied-missing = falta
denied-hidden = Una condición que no se muestra
denied-not-shown = no mostrada
denied-next = Pida lo que falta a los responsables de { $app }. Necesitan el número de solicitud de abajo.

step-up-title = { $app } pide un segundo factor
step-up-text = Ha iniciado sesión como <b>{ $who }</b> con un factor. Esta página pide dos, y aquí aún no se puede añadir un segundo, así que sigue cerrada. Iniciar sesión de nuevo no lo cambiará.
step-up-next = Pregunte a los responsables de { $app } si por ahora basta un factor. Necesitan el número de solicitud de abajo.

step-up-enroll-text = Ha iniciado sesión como <b>{ $who }</b> con un factor. Esta página pide dos, y usted aún no tiene un segundo.
step-up-enroll-next = Añada una clave de acceso o una aplicación de autenticación a su cuenta. Se tarda un minuto; después abra la página de nuevo.
step-up-enroll-button = Añadir un segundo factor

error-application = La aplicación
error-bad-request-title = Esta solicitud no se puede leer
error-bad-request-text = Su dirección o sus campos se pueden entender de más de una manera, así que { $product } la cerró. No se entregó nada.
error-bad-request-next = Abra la página desde sus aplicaciones. Si le trajo un enlace, el enlace está mal.
error-loop-title = El inicio de sesión da vueltas en círculo
error-loop-text = Inició sesión tres veces, y cada vez este navegador volvió sin la cookie que lo dice. Las cookies de este sitio están bloqueadas, o algo las elimina.
error-loop-next = Permita las cookies de este sitio y de la página de inicio de sesión, y abra la página de nuevo. Las ventanas privadas y las extensiones de privacidad son la causa habitual.
error-code-title = Esta vuelta del inicio de sesión no es válida
error-code-text = Su código ya se usó, tiene más de un minuto o se hizo para otro navegador. Nadie inició sesión con él.
error-code-next = Abra la página de nuevo desde sus aplicaciones.
error-cross-site-title = Este formulario vino de otro lugar
error-cross-site-text = Lo envió una página de otro sitio, o este navegador no dijo de dónde venía, así que { $product } lo cerró. Nada cambió.
error-cross-site-next = Abra la página aquí y envíe de nuevo su formulario.
error-forbidden-title = Esto no está abierto para usted
error-forbidden-text = Su cuenta no tiene lo que esto pide. Nada cambió.
error-forbidden-next = Pregunte a los responsables de esta puerta de enlace. Necesitan el número de solicitud de abajo.
error-not-found-title = No existe esa página
error-not-found-text = No hay nada en esta dirección. Quizá se trasladó, o el enlace está mal escrito.
error-not-found-next = Abra lo que necesite desde sus aplicaciones.
error-unknown-host-title = No hay ninguna aplicación en esta dirección
error-unknown-host-text = { $product } responde aquí, pero ninguna ruta tiene este host. Quizá el nombre está mal escrito, o la ruta se quitó.
error-unknown-host-next = Abra lo que necesite desde sus aplicaciones.
error-method-title = Esta página no se pide así
error-method-text = La solicitud usó un método que esta dirección no acepta. Nada cambió.
error-method-next = Abra la página desde sus aplicaciones.
error-request-timeout-title = La solicitud tardó demasiado en llegar
error-request-timeout-text = { $product } esperó el resto y cerró la conexión. No se entregó nada completo.
error-request-timeout-next = Compruebe su conexión y envíela de nuevo.
error-link-title = Este enlace ya no funciona
error-link-text = Un enlace así sirve una vez y por poco tiempo. Se usó, terminó o se copió en parte.
error-link-next = Pida uno nuevo a la persona que se lo dio. En el propio servidor, portcullis recover imprime uno.
error-too-large-title = Esto es demasiado grande
error-too-large-text = Lo que se envió es mayor de lo que acepta esta dirección. No se entregó nada completo.
error-too-large-next = Envíe menos de una vez, o pida a los responsables de esta puerta de enlace que suban el límite.
error-wrong-connection-title = Esta conexión es para otro host
error-wrong-connection-text = El navegador usó una conexión cuyo certificado no nombra este host. No se entregó nada.
error-wrong-connection-next = Inténtelo de nuevo; los navegadores abren por sí mismos una conexión nueva.
error-too-many-title = Demasiadas solicitudes
error-too-many-text = De aquí llegaron más solicitudes de las que esta dirección acepta en un minuto. No se entregó nada.
error-too-many-next = Espere un minuto e inténtelo de nuevo.
error-head-too-large-title = Los campos de la solicitud son demasiado grandes
error-head-too-large-text = Su dirección, cookies u otros campos son más largos de lo que { $product } acepta. No se entregó nada.
error-head-too-large-next = Borre las cookies de este sitio en su navegador y abra la página de nuevo.
error-internal-title = Algo falló dentro de { $product }
error-internal-text = Un fallo detuvo esta solicitud. Quedó anotado con el número de abajo, y nada más se vio afectado.
error-internal-next = Inténtelo de nuevo en un minuto.
error-unavailable-title = { $product } no puede decidir ahora
error-unavailable-text = No se puede leer lo necesario para juzgar esta solicitud, así que la puerta sigue cerrada. No se entregó nada.
error-unavailable-next = Inténtelo de nuevo en un minuto.
error-busy-title = { $product } está lleno en este momento
error-busy-text = Todos los puestos para una solicitud así están ocupados. No se entregó nada.
error-busy-next = Espere unos segundos e inténtelo de nuevo.
error-round-title = { $app } lleva de vuelta a { $product }
error-round-text = Esta solicitud volvió aquí tres veces: la dirección a la que lleva esta ruta es el propio { $product }, directamente o por otro proxy.
error-round-next = Dígaselo a los responsables de este sitio: el `to` de la ruta debe indicar dónde escucha la propia aplicación.
error-origin-broken-title = { $app } dio una respuesta defectuosa
error-origin-broken-text = La solicitud se permitió y se envió. Lo que { $app } devolvió se cortó o no era válido, así que { $product } no lo entregó.
error-origin-unreachable-title = No se puede llegar a { $app }
error-origin-unreachable-text = La solicitud se permitió, pero { $product } no consiguió conexión con { $app }. Nada de lo que envió se entregó.
error-origin-timeout-title = { $app } no responde
error-origin-timeout-text = La solicitud se permitió y se envió. { $product } esperó a { $app } tanto como permite su ruta y no recibió respuesta.
error-origin-next = Inténtelo de nuevo en un minuto. Si { $app } acaba de arrancar, puede necesitar ese tiempo.
error-path-label = Dónde se detuvo la solicitud
error-path-you = Usted
error-path-signed-in = sesión iniciada
error-path-asked = preguntó
error-path-permitted = permitida
error-path-broken = respuesta defectuosa
error-path-unreachable = sin conexión
error-path-silent = sin respuesta

sign-in-forgot = ¿Olvidó su contraseña?
sign-in-reset-done = Su contraseña nueva está establecida y todas sus sesiones se cerraron. Inicie sesión con ella.
forgot-title = Elegir una contraseña nueva
forgot-lead = Escriba su nombre de usuario o su correo electrónico. Si hay una cuenta con una dirección, recibirá un mensaje con un enlace.
forgot-button = Enviar el enlace
forgot-back = Volver al inicio de sesión
forgot-sent-title = Mire su buzón
forgot-sent = Si hay una cuenta con ese nombre y una dirección de correo, un mensaje con un enlace va en camino.
forgot-sent-browser = Abra el enlace en este navegador. Sirve una vez y solo durante unos minutos.
forgot-nothing-came = Si no llega nada
forgot-nothing-came-text = Mire entre el correo no deseado y compruebe cómo escribió el nombre. Algunas contraseñas se guardan en otro lugar y no se pueden establecer aquí: pregunte a los responsables de esta puerta de enlace.
forgot-too-often = Se pidió demasiadas veces desde su red; no se envió nada. Espere unos minutos y pídalo de nuevo.
forgot-busy = Demasiadas personas lo piden en este momento; no se envió nada. Espere unos segundos y pídalo de nuevo.
new-password-title = Elegir una contraseña nueva
new-password-lead = Es para { $who }. Todas sus sesiones terminan, aquí y en los demás sitios.
new-password-button = Establecer la contraseña
new-password-stale = Este formulario estuvo abierto demasiado tiempo, o el navegador no guardó su cookie; nada cambió. Envíelo de nuevo.
new-password-unavailable = { $product } no puede hacerlo ahora; nada cambió. Espere unos segundos e inténtelo de nuevo.
new-password-not-taken = El directorio que guarda su contraseña no aceptó esta. Elija otra, o pregunte a los responsables de esta puerta de enlace.
accept-title = Aviso de privacidad
accept-text = Antes de seguir, lea cómo se tratan aquí sus datos y acéptelo. Se le pregunta una vez, y de nuevo cuando haya otro aviso.
accept-link = Leer el aviso de privacidad (abre otra pestaña)
accept-button = Aceptar y seguir
accept-decline = No aceptar y cerrar la sesión
mailed-revoke-title = ¿Anular el enlace?
mailed-revoke-text = Después nadie podrá elegir una contraseña nueva con él. Su contraseña se queda como está.
mailed-revoke-button = Anular el enlace
mailed-revoke-done-title = El enlace está anulado
mailed-revoke-done = Su contraseña se queda como está. Si siguen llegando mensajes así, dígaselo a los responsables de esta puerta de enlace.
mailed-undo-title = ¿Deshacer el cambio?
mailed-undo-password-text = La contraseña nueva se bloquea, todas sus sesiones terminan y usted elige otra contraseña.
mailed-undo-added-text = Lo que se añadió se quita, y todas sus sesiones terminan.
mailed-undo-removed-text = Lo que se quitó se repone, y todas sus sesiones terminan.
mailed-stop-code-text = El código enviado deja de valer, todas sus sesiones terminan y usted elige otra contraseña.
mailed-shut-out-title = ¿Bloquear este acceso?
mailed-shut-out-text = Su contraseña se bloquea, todas sus sesiones terminan y usted elige otra contraseña.
mailed-shut-out-button = Bloquear
mailed-undo-button = Deshacer
mailed-undo-done-title = El cambio está deshecho
mailed-undo-done = Todas sus sesiones se cerraron. Inicie sesión y mire qué contiene su cuenta. Quizá alguien conozca su contraseña: cámbiela.
confirm-code-title = Confirme que es usted
confirm-code-lead = Antes de cambiar cómo inicia sesión, enviamos un código a { $address }.
confirm-code-send = Enviarme un código
confirm-code-again = Enviarme otro código
confirm-code-code = Código del mensaje
confirm-code-sent = Un código va en camino. Vale en este navegador y durante unos minutos.
confirm-code-wrong = Ese código no es correcto, ya se usó o es demasiado antiguo. Compruébelo, o pida que le envíen otro.
confirm-code-too-many = Ya se enviaron varios códigos, así que no se envió otro. Use el más nuevo, o espere unos minutos.
error-mailed-link-text = Un enlace así sirve una vez, por poco tiempo, y alguno solo en el navegador que lo pidió. Se usó, terminó, lo sustituyó otro más nuevo o se copió en parte.
error-mailed-link-next = Pida uno nuevo en la página de inicio de sesión, en el navegador donde quiera abrirlo.

mail-greeting = Hola, { $name }:
mail-foot = Enviado por la puerta de enlace { $host }, porque esta dirección pertenece a una cuenta de allí. Nadie lee las respuestas a este mensaje.
mail-detail-when = Cuándo
mail-detail-address = Desde la dirección
mail-detail-device = Con
mail-detail-name = Nombre
mail-undo-button = No fui yo: deshacer
mail-undo-password = ¿No fue usted? Este enlace sirve una vez, durante { $span }. Bloquea la contraseña nueva, cierra todas las sesiones y le deja elegir otra contraseña.
mail-undo-added = ¿No fue usted? Este enlace sirve una vez, durante { $span }. Quita lo que se añadió y cierra todas las sesiones.
mail-undo-removed = ¿No fue usted? Este enlace sirve una vez, durante { $span }. Repone lo que se quitó y cierra todas las sesiones.
mail-undo-sign-in = ¿Fue usted? Entonces no hay que hacer nada. ¿No fue usted? Este enlace sirve una vez, durante { $span }. Bloquea su contraseña, cierra todas las sesiones y le deja elegir otra contraseña:
mail-stop-button = No fui yo
mail-stop-lead = ¿No pidió un código? Entonces lo hizo alguien que conoce su contraseña. Este enlace anula el código, cierra todas sus sesiones y le deja elegir otra contraseña:
mail-revoke-button = Anular el enlace
mail-revoke-lead = Si no lo pidió, nada ha cambiado, y nadie puede usar el enlace sin este mensaje. Puede anularlo:
mail-reset-password-title = Elegir una contraseña nueva
mail-reset-password-text = Alguien, esperamos que usted, pidió en { $host } elegir una contraseña nueva.
mail-reset-password-lead = Abra este enlace en el navegador con el que lo pidió. Sirve una vez, durante { $span }.
mail-reset-password-button = Elegir una contraseña nueva
mail-confirm-code-title = Su código
mail-confirm-code-text = Escriba este código en { $host } para cambiar cómo inicia sesión. Vale durante { $span } y en el navegador donde se pidió. No se lo dé a nadie: los responsables de la puerta de enlace nunca lo piden.
mail-password-changed-title = Su contraseña se cambió
mail-password-changed-text = Su contraseña en { $host } se cambió, y todas sus demás sesiones se cerraron.
mail-password-reset-title = Su contraseña se restableció
mail-password-reset-text = Se eligió una contraseña nueva para { $host } con un enlace enviado por correo, y todas sus sesiones se cerraron.
mail-password-set-for-you-title = Se estableció una contraseña nueva para usted
mail-password-set-for-you-text = Un responsable de la puerta de enlace { $host } estableció una contraseña nueva para usted, o le dio un enlace con el que se estableció. Pregúntele si no sabe nada de ello.
mail-passkey-added-title = Se añadió una clave de acceso
mail-passkey-added-text = Desde ahora puede iniciar sesión en { $host } con una clave de acceso más.
mail-passkey-removed-title = Se quitó una clave de acceso
mail-passkey-removed-text = Una clave de acceso suya en { $host } se quitó y ya no abre nada.
mail-app-added-title = Se añadió una aplicación de autenticación
mail-app-added-text = Desde ahora { $host } acepta códigos de una aplicación de autenticación suya.
mail-app-removed-title = Se quitó una aplicación de autenticación
mail-app-removed-text = { $host } ya no acepta códigos de su aplicación de autenticación.
mail-codes-made-title = Se crearon códigos de recuperación nuevos
mail-codes-made-text = Se creó una hoja nueva de códigos de recuperación para { $host }. Los códigos de la anterior ya no valen.
mail-codes-removed-title = Se quitaron los códigos de recuperación
mail-codes-removed-text = Sus códigos de recuperación para { $host } se quitaron y ya no valen.
mail-phone-forgotten-title = Se ha olvidado un teléfono
mail-phone-forgotten-text = { $host } ya no recuerda el teléfono al que Duo preguntaba cuando usted iniciaba sesión.
mail-factors-removed-for-you-title = Se cambió por usted cómo inicia sesión
mail-factors-removed-for-you-text = Un responsable de la puerta de enlace { $host } quitó claves de acceso, una aplicación o códigos de recuperación suyos, y todas sus sesiones se cerraron. Pregúntele si no sabe nada de ello.
mail-new-browser-title = Inicio de sesión con un navegador nuevo
mail-new-browser-text = Alguien inició sesión en { $host } en su nombre, con un navegador que no se había usado antes para ello.
mail-undone-title = Se deshizo un cambio
mail-undone-text = Un cambio en su inicio de sesión en { $host } se deshizo con el enlace de nuestro mensaje, y todas sus sesiones se cerraron. Mire su cuenta después de iniciar sesión.
mail-test-title = El correo funciona
mail-test-text = La puerta de enlace { $host } puede enviar correo. No hay que hacer nada.
