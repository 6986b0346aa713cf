# Português. Tratamento por “você”. As frases dizem o que aconteceu, por quê e o que fazer em seguida.

language-name = Português
language-menu = Idioma

shared-skip = Ir para o conteúdo
shared-show = Mostrar
shared-show-label = Mostrar a senha
shared-copy = Copiar
shared-copied = Copiado
shared-next = O que você pode fazer
shared-try-again = Tentar de novo
shared-your-applications = Seus aplicativos
shared-for-whom-you-ask = Para a pessoa a quem você perguntar
shared-if-it-stays = Se continuar assim
shared-tell-number = Informe este número aos responsáveis por este gateway:

time-now = agora mesmo
time-ago-seconds =
    { $n ->
        [one] há { $n } segundo
       *[other] há { $n } segundos
    }
time-ago-minutes =
    { $n ->
        [one] há { $n } minuto
       *[other] há { $n } minutos
    }
time-ago-hours =
    { $n ->
        [one] há { $n } hora
       *[other] há { $n } horas
    }
time-in-seconds =
    { $n ->
        [one] em { $n } segundo
       *[other] em { $n } segundos
    }
time-in-minutes =
    { $n ->
        [one] em { $n } minuto
       *[other] em { $n } minutos
    }
time-in-hours =
    { $n ->
        [one] em { $n } hora
       *[other] em { $n } horas
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
        [one] { $n } dia
       *[other] { $n } dias
    }
time-date = { $day }/{ $month }/{ $year } { $hour }:{ $minute } UTC
number-tenths = { $whole },{ $tenth }

nav-main = Menu principal
nav-account-of = Conta:
nav-applications = Aplicativos
nav-account = Conta
nav-switch = Trocar de conta
nav-sign-out = Sair
foot-privacy = Privacidade
foot-signed-in = Sessão iniciada { $how }, { $when }
foot-ends = Termina { $when }, ou antes, se você sair

how-password = com senha
how-password-and-factor = com senha e segundo fator
how-factor = com chave de acesso ou chave de segurança
how-other = de outro modo

sign-in-title = Entrar
sign-in-refused-title = Entrada recusada
sign-in-asker = <b>{ $app }</b> pede que você entre
sign-in-name = Nome de usuário ou e-mail
sign-in-password = Senha
sign-in-keep = Manter a sessão iniciada
sign-in-keep-hint = Por { $span }, somente neste dispositivo.
sign-in-button = Entrar
sign-in-or = ou
sign-in-passkey = Entrar com uma chave de acesso
sign-in-passkey-hint = Impressão digital, rosto ou PIN do dispositivo. Nada para digitar.
sign-in-passkey-no-script = Chaves de acesso precisam de JavaScript. Sua senha funciona sem ele.
sign-in-or-password = ou com sua senha
sign-in-passkey-refused = Essa chave de acesso não foi aceita, e você não entrou. Talvez ela tenha sido removida aqui, ou esta página tenha ficado aberta por tempo demais. Entre com sua senha ou com outra chave de acesso.
sign-in-continue = Continuar como { $name }
sign-in-signed-out-here = Você saiu deste aplicativo, mas sua sessão neste gateway continua aberta. Entre com uma senha, ou continue como antes.
sign-in-refused = Esse nome e essa senha não conferem. Verifique os dois e entre de novo, ou pergunte aos responsáveis por este gateway.
sign-in-busy = Há pessoas demais entrando neste momento, e sua senha não foi verificada. Espere alguns segundos e entre de novo.
sign-in-unavailable = { $product } não alcança seus dados, e ninguém pode entrar agora. Espere um minuto e entre de novo.
sign-in-stale = Este formulário ficou aberto por tempo demais, ou o navegador não guardou o cookie dele; nada foi enviado adiante. Entre de novo; se acontecer outra vez, permita cookies para este site.
sign-in-lost-way = O link que trouxe você aqui já foi usado ou é antigo demais. Entre e abra o aplicativo pela sua lista.
sign-in-again = Você entrou como <b>{ $who }</b>. Este aplicativo pede uma entrada recente, e a sua é mais antiga do que ele permite. Entre de novo para continuar.

enrol-first-title = Criar a primeira conta
enrol-first-lead = Você será o administrador deste gateway.
enrol-button = Criar conta
enrol-administrator-title = Criar uma conta de administrador
enrol-administrator-lead = Você será um administrador deste gateway.
enrol-invited-title = Configurar seu acesso
enrol-invited-lead = Uma conta foi criada para você. Uma chave de acesso basta; você também pode definir uma senha.
enrol-password-title = Definir sua senha
enrol-password-lead = Você entrará com ela a partir de agora. Suas sessões abertas terminam quando você a definir.
enrol-password-button = Definir senha
enrol-passkey = Criar com uma chave de acesso
enrol-password-passkey = Criar uma chave de acesso
enrol-passkey-hint = Recomendado. Seu dispositivo pede sua impressão digital, seu rosto ou o PIN.
enrol-or-password = ou com uma senha
enrol-with-password = Criar com uma senha
enrol-once = Este link funciona uma vez e termina { $when }.
enrol-username = Nome de usuário
enrol-username-hint = Curto, para entrar. Letras, números, pontos e hifens.
enrol-email = E-mail
enrol-display-name = Nome de exibição
enrol-display-name-hint = Como páginas e aplicativos chamam você.
enrol-password = Senha
enrol-password-hint = Pelo menos { $n } caracteres. Quatro palavras ao acaso servem bem.
enrol-confirm = Repita a senha
enrol-fault-bad-username = Este nome tem um caractere que não pode ser usado, ou é longo demais. Escreva até 64 letras, números, pontos e hifens, começando por uma letra ou um número.
enrol-fault-taken-username = Alguém já tem este nome. Escreva outro.
enrol-fault-bad-email = Este endereço não está completo. Escreva-o por inteiro, como ada@example.com.
enrol-fault-taken-email = Outra conta já tem este endereço. Escreva outro.
enrol-fault-no-display-name = O nome de exibição está vazio ou é longo demais. Escreva seu nome em até 128 caracteres.
enrol-fault-short-password = Esta senha tem menos de { $n } caracteres. Acrescente uma ou duas palavras.
enrol-fault-long-password = Esta senha tem mais de { $n } caracteres. Escreva uma mais curta.
enrol-fault-odd-password = Esta senha contém um caractere de controle, que nenhum teclado digita. Escreva-a de novo.
enrol-fault-large-password = Esta senha é longa demais para ser guardada. Escreva uma mais curta.
enrol-fault-no-uppercase = Esta senha não tem letra maiúscula. Acrescente uma.
enrol-fault-no-lowercase = Esta senha não tem letra minúscula. Acrescente uma.
enrol-fault-no-number = Esta senha não tem número. Acrescente um.
enrol-fault-no-special = Esta senha só tem letras e números. Acrescente um sinal como - ou um espaço.
enrol-fault-guessable = Esta senha é fácil de adivinhar. Acrescente uma ou duas palavras que nada tenham a ver com você.
password-uppercase = Uma letra maiúscula
password-lowercase = Uma letra minúscula
password-number = Um número
password-special = Um sinal que não seja letra nem número
password-caps = A tecla Caps Lock está ativada.
password-strength = Dificuldade de adivinhar a senha
password-weak = Fácil de adivinhar por enquanto
password-strong = Difícil de adivinhar
enrol-fault-differs = As duas senhas são diferentes. Escreva a mesma duas vezes.
enrol-stale = Este formulário ficou aberto por tempo demais, ou o navegador não guardou o cookie dele; nada foi salvo. Preencha-o de novo; se acontecer outra vez, permita cookies para este site.
enrol-key-refused = A chave de acesso não foi aceita: esta página ficou aberta por tempo demais, ou a resposta do navegador não pôde ser usada. Nada foi salvo. Tente mais uma vez, ou defina uma senha.
enrol-unavailable = { $product } não consegue salvar agora; nada mudou e seu link continua valendo. Espere alguns segundos e envie de novo.

passkey-wait = Siga o que seu navegador pede.
passkey-show-not-allowed = Nada foi escolhido, ou demorou demais. Pressione o botão de novo, ou siga por outro meio.
passkey-make-not-allowed = Nenhuma chave de acesso foi criada: a operação foi interrompida ou demorou demais. Pressione o botão de novo.
passkey-make-there = Este dispositivo ou chave já tem uma chave de acesso para sua conta. Use outro.
passkey-insecure = Chaves de acesso não funcionam neste endereço. Abra a página no endereço habitual, com https.
passkey-not-supported = Este navegador ou dispositivo não pode usar chaves de acesso aqui. Use outro navegador, ou siga por outro meio.
passkey-constraint = Esta chave não pode pedir impressão digital, rosto nem PIN. Defina um PIN nela, ou use outra.
passkey-other = O navegador parou e não disse por quê. Pressione o botão de novo, ou siga por outro meio.

second-refused-title = Não aceito
second-app-title = Digite o código do seu aplicativo
second-recovery-title = Digite um código de recuperação
second-key-title = Use sua chave de acesso
second-password-title = Digite sua senha
second-asker = <b>{ $app }</b> pede um segundo fator
second-code = Código de { $digits } dígitos
second-app-hint = Do seu aplicativo autenticador. Cada código funciona uma vez.
second-app-hint-named = Do aplicativo autenticador “{ $name }”. Cada código funciona uma vez.
second-recovery = Código de recuperação
second-recovery-hint = Da folha que você guardou. Cada código funciona uma vez.
second-recovery-left =
    { $n ->
        [one] Resta { $n }
       *[other] Restam { $n }
    }
second-key-button = Usar uma chave de acesso
second-key-hint = Uma chave de segurança, ou seu dispositivo com impressão digital, rosto ou PIN.
second-key-yours = As suas: { $names }.
second-key-no-script = Chaves de acesso precisam de JavaScript, e este navegador não o executa aqui. Permita-o para este site, ou siga por outro meio.
second-button = Continuar
second-others = Outro meio
second-other-key = Chave de acesso ou chave de segurança
second-other-app = Aplicativo autenticador
second-so-far = Por enquanto, você entrou como { $who }.
second-not-you = Não é você?
second-app-refused = Esse código não está certo, já foi usado ou não vale mais. Espere o próximo no seu aplicativo e digite-o.
second-recovery-refused = Esse código de recuperação não está certo ou já foi usado. Compare-o com sua folha, ou digite o próximo.
second-key-refused = Essa chave de acesso não foi aceita para esta conta, ou a página ficou aberta por tempo demais. Tente mais uma vez, ou siga por outro meio.
second-password-refused = Essa senha não está certa. Verifique-a e digite de novo.
second-stale = Este formulário ficou aberto por tempo demais, ou o navegador não guardou o cookie dele; nada foi enviado adiante. Envie-o de novo; se acontecer outra vez, permita cookies para este site.
second-unavailable = { $product } não alcança seus dados, e nada pode ser verificado agora. Espere um minuto e envie de novo.
second-busy = Houve tentativas demais, e esta não foi verificada. Espere alguns minutos e tente de novo.
second-duo-title = Aprove no seu telefone
second-other-duo = Pedido do Duo
second-duo-hint = O Duo pergunta ao seu telefone se é você. Responda nele em até um minuto.
second-duo-hint-named = O Duo pergunta ao seu telefone “{ $phone }” se é você. Responda nele em até um minuto.
second-duo-button = Perguntar ao meu telefone
second-duo-change = Escolher outro telefone
second-duo-phones = Qual telefone?
second-duo-enrol = Configurar o Duo
second-duo-refused = Seu telefone não foi consultado, ou a resposta chegou tarde demais. Pergunte de novo ou siga por outro meio.
second-duo-push-denied = A entrada foi recusada no seu telefone, então nada mais foi aberto. Se não foi você quem pediu, troque sua senha: alguém a conhece.
second-duo-push-reported = A entrada foi denunciada no seu telefone como de outra pessoa. Se você não pediu nada, troque sua senha: alguém a conhece.
second-duo-push-unanswered = Ninguém respondeu a tempo no seu telefone. Pergunte de novo ou siga por outro meio.
second-duo-push-pending = Outro navegador já está perguntando ao seu telefone. Se não é você, recuse nele e troque sua senha; se é, espere um minuto e pergunte de novo.
second-duo-denied = O Duo não aceita sua conta, então seu telefone não foi consultado. Fale com quem administra o Duo ou siga por outro meio.
second-duo-unknown = O Duo ainda não conhece você, então ninguém foi consultado. Peça primeiro a configuração ou siga por outro meio.
second-duo-no-phone = Você não tem no Duo um telefone que possa ser consultado. Adicione um com o aplicativo do Duo ou siga por outro meio.
second-duo-bypass = O Duo deixaria você passar sem perguntar, e isso não conta aqui como segundo fator. Siga por outro meio.
second-duo-away = Não é possível alcançar o Duo, então seu telefone não foi consultado. Tente de novo em um minuto ou siga por outro meio.
push-waiting-title = Responda no seu telefone
push-waiting-text = Uma pergunta está a caminho de “{ $phone }”. Esta página segue sozinha assim que você responder nele.
push-look = Já respondi
push-allowed-title = Aprovado no seu telefone
push-allowed-text = “{ $phone }” disse sim.
push-other-way = Seguir por outro meio

launcher-title = Aplicativos
launcher-search = Buscar
launcher-search-label = Buscar aplicativos
launcher-key = buscar
launcher-all = Mostrar todos
launcher-count =
    { $n ->
        [one] { $n } aplicativo
       *[other] { $n } aplicativos
    }
launcher-none-found = Nenhum aplicativo seu corresponde a <b>{ $query }</b>.
launcher-second-factor = Pede um segundo fator
launcher-empty = Os aplicativos que você pode abrir ficarão aqui. Nenhum está na lista ainda: abra pelo endereço os que você conhece, ou pergunte aos responsáveis por este gateway.

account-title = Conta
account-tab-profile = Perfil
account-tab-security = Segurança
account-tab-preferences = Preferências
account-ended = Sessão encerrada lá. Tudo o que estava aberto nela foi fechado.
account-who = Quem é você
account-who-hint = O que os aplicativos atrás deste gateway podem saber sobre você.
account-display-name = Nome de exibição
account-username = Nome de usuário
account-email = E-mail
account-groups = Grupos
account-roles = Funções
account-none = nenhum
account-how = Como você entrou
account-how-hint = Aplicativos podem pedir uma entrada mais forte ou mais recente do que esta.
account-way = Entrada
account-way-is = Sessão iniciada { $how }
account-level = Nível de garantia
account-level-is = Nível { $aal } ({ $amr })
account-since = Desde
account-ends = Termina sem uso
account-latest = Termina no mais tardar
account-sessions = Sessões
account-sessions-hint = Onde você está com a sessão iniciada. Encerrar fecha tudo lá em um segundo.
account-device = { $browser } em { $system }
account-device-unknown = Um programa sem nome
account-this-device = Este dispositivo
account-row = sessão iniciada { $how }, { $since } · termina no mais tardar { $ends }
account-network-same = esta rede
account-network-private = uma rede privada
account-network-public = outra rede
account-sign-ins = Últimas entradas
account-sign-ins-hint = As últimas vinte desta conta, inclusive as recusadas. Se alguma não foi sua, altere sua senha e encerre todas as outras sessões.
account-sign-in-done = Sessão iniciada
account-sign-in-refused = Recusada
account-method-enrolment = Link de convite
account-method-other = De outro modo
account-end = Encerrar
account-end-others = Encerrar todas as outras

security-title = Entrada e sessões
security-keys = Chaves de acesso
security-keys-hint = O meio mais rápido, e resiste a páginas falsas.
security-keys-off = Chaves de acesso estão desativadas neste gateway. Estas não permitem entrar até que sejam ativadas.
security-keys-add = Adicionar uma chave de acesso
security-keys-none = Você ainda não tem nenhuma. Uma chave de acesso fica no telefone, no computador ou em uma chave de segurança, e pede sua impressão digital, seu rosto ou o PIN.
security-key-synced = Sincronizada pelo fabricante
security-key-bound = Presa a um dispositivo
security-key-cloned = Não aceita
security-key-cloned-text = Ela conta seus usos e contou para trás, então pode haver uma cópia. Remova-a, e adicione a chave de novo somente se ainda confiar nela.
security-added = adicionada { $when }
security-used = último uso { $when }
security-never-used = nunca usada
security-rename = Renomear
security-new-name = Novo nome
security-remove = Remover
security-others = Outros meios
security-others-hint = Usados quando uma chave de acesso não está à mão.
security-app = Aplicativo autenticador
security-app-is = “{ $name }”, adicionado { $when }
security-app-none = Um aplicativo no seu telefone mostra um novo código a cada meio minuto. Ele é pedido depois da sua senha.
security-app-add = Adicionar
security-codes = Códigos de recuperação
security-codes-left = Restam { $left } de { $drawn }, criados { $when }. Códigos novos anulam estes.
security-codes-none = Você não tem nenhum. Cada um substitui uma vez um telefone ou uma chave perdidos.
security-codes-later = Cada um substitui uma vez um telefone ou uma chave perdidos. Adicione antes uma chave de acesso ou um aplicativo.
security-codes-make = Criar códigos
security-codes-renew = Criar novos códigos
security-password-is = Você tem uma.
security-password-set = Definida { $when }
security-password-directory = Fica no diretório { $directory }. Altere-a lá.
security-password-change = Alterar
security-sessions-show = Mostrar sessões
security-done-key-added = A chave de acesso foi adicionada. A partir de agora você pode entrar com ela.
security-done-key-renamed = A chave de acesso tem seu novo nome.
security-done-key-removed = A chave de acesso foi removida e ninguém mais entra com ela. Seu dispositivo talvez ainda a mostre; apague-a lá também.
security-done-app-added = O aplicativo autenticador foi adicionado. Crie códigos de recuperação para o dia em que esse telefone faltar.
security-done-app-removed = O aplicativo autenticador foi removido. Os códigos dele não funcionam mais; apague também o registro no aplicativo.
security-done-codes-removed = Os códigos de recuperação foram removidos. Nenhum deles funciona mais.
security-phone-forget = Esquecer
security-done-phone-forgotten = O telefone foi esquecido. O Duo ainda o tem e volta a perguntar a ele quando você o escolher ao entrar.
security-done-password-changed = Sua senha foi alterada. Suas outras sessões foram fechadas.

preferences-title = Preferências
preferences-hint = Elas acompanham sua conta em todos os navegadores.
preferences-saved = Suas preferências foram salvas.
preferences-language-auto = Como o navegador pedir
preferences-theme = Tema
preferences-theme-auto = Como o sistema indicar
preferences-theme-light = Claro
preferences-theme-dark = Escuro
preferences-second = Segundo fator pedido primeiro
preferences-second-hint = Quando um aplicativo pede um segundo fator. Os outros meios ficam a um clique.
preferences-none = Nenhuma em particular
preferences-save = Salvar

factor-not-done-title = Não realizado · { $page }
factor-off = Este meio de entrada está desativado ou é administrado em outro lugar; nada mudou. Pergunte aos responsáveis por este gateway.
factor-stale = Esta página ficou aberta por tempo demais ou já foi enviada; nada mudou. Comece de novo.
factor-wrong-code = Esse código não está certo ou não vale mais. Espere o próximo no seu aplicativo e digite-o.
factor-there = Já existe um; nada foi adicionado. Remova esse antes.
factor-bad-name = Esse nome está vazio, é longo demais ou tem um caractere que não pode ser mostrado. Escreva um nome de até 64 caracteres.
factor-unknown = Isso não está entre seus meios de entrada; nada mudou. Talvez já tenha sido removido; veja a lista.
factor-too-many = Você tem tantas chaves de acesso quanto cabem em uma conta. Remova uma que não usa e depois adicione esta.
factor-key-unreadable = A resposta do navegador não pôde ser lida; nenhuma chave de acesso foi adicionada. Tente de novo, ou use outro navegador.
factor-key-mismatch = A resposta do navegador não pertence a esta página; nenhuma chave de acesso foi adicionada. Tente de novo a partir desta página.
factor-key-not-verified = A chave não verificou que é você; ela não foi adicionada. Defina um PIN ou uma impressão digital nela, ou use outra chave.
factor-key-model = Este gateway não aceita chaves desse modelo; ela não foi adicionada. Use outra chave, ou pergunte aos responsáveis por este gateway quais ele aceita.
factor-key-synced = Este gateway não aceita chaves de acesso que são copiadas entre dispositivos; ela não foi adicionada. Use uma chave de segurança.
factor-key-unproven = Esta chave diz qual é o seu modelo e não o provou, então não foi adicionada. Deixe o navegador informar o modelo quando ele perguntar ou use outra chave.
factor-models-outdated = O que se sabe aqui sobre modelos está desatualizado, então nenhuma chave nova pode ser verificada. Peça que o renovem.
factor-wrong-password = Sua senha atual não está certa; nada mudou. Digite-a de novo.
factor-password-not-taken = O diretório que guarda sua senha não aceitou esta. Ele talvez peça uma mais longa, ou uma que você nunca teve.
factor-last-way = Este é seu único meio de entrada, por isso ele fica. Adicione outro antes.
factor-unavailable = { $product } não consegue salvar agora; nada mudou. Espere alguns segundos e tente de novo.
factor-whose = Para a conta { $who }.
factor-back = Voltar
factor-name = Nome
factor-name-hint = Onde ela está, para você reconhecê-la: “notebook”, “chave azul”.

add-key-title = Adicionar uma chave de acesso
add-key-lead = Com ela você entra sem senha. Seu navegador pergunta onde guardá-la: neste dispositivo, em um telefone ou em uma chave de segurança.
add-key-hint = Seu dispositivo ou chave pede sua impressão digital, seu rosto ou o PIN.
add-key-no-script = Uma chave de acesso é criada pelo navegador, e isso precisa de JavaScript. Permita-o para este site e abra esta página de novo.

add-app-title = Adicionar um aplicativo autenticador
add-app-lead = Coloque esta chave em um aplicativo autenticador. Depois digite o código que ele mostrar, para sabermos que funciona.
add-app-scan = Escaneie com o aplicativo
add-app-qr = Código QR com a chave para seu aplicativo
add-app-type = Ou digite esta chave
add-app-open = Abrir em um aplicativo neste dispositivo
add-app-code-hint = O que o aplicativo mostra agora.
add-app-shape = Códigos de outro tipo
add-app-shape-hint = Se o seu aplicativo ou as suas regras pedirem, escolha como são os códigos e gere uma chave para isso.
add-app-algorithm = Algoritmo de cálculo
add-app-digits = Dígitos
add-app-period = Um código novo a cada
add-app-shape-button = Gerar essa chave
add-app-button = Adicionar o aplicativo

recovery-title = Seus códigos de recuperação
recovery-lead = Cada um funciona uma vez, no lugar de um telefone ou uma chave perdidos. Os códigos anteriores não funcionam mais.
recovery-once = Estes códigos são mostrados somente agora. Imprima-os ou anote-os, e guarde-os com seus documentos, não no telefone que eles substituem.
recovery-of = { $who } em { $host }, criados { $when }
recovery-kept = Eu os guardei
recovery-print = Imprimir

change-password-title = Alterar sua senha
change-password-lead = Suas outras sessões são fechadas quando você a altera.
change-password-old = Senha atual
change-password-new = Nova senha
change-password-confirm = Repita a nova senha
change-password-button = Alterar senha

remove-key-title = Remover a chave de acesso “{ $name }”?
remove-key-text = Você não poderá mais entrar com ela. Seu dispositivo talvez ainda a mostre; apague-a lá também.
remove-app-title = Remover o aplicativo autenticador “{ $name }”?
remove-app-text = Os códigos dele param de funcionar na hora. Apague também o registro no aplicativo.
renew-codes-text = Os códigos que você tem deixam de funcionar imediatamente. Os novos são mostrados uma única vez.
remove-codes-title = Remover seus códigos de recuperação?
remove-codes-text = Nenhum deles funcionará mais. Você pode criar novos.
remove-phone-title = Esquecer o telefone “{ $name }”?
remove-phone-text = O Duo ainda o tem e volta a perguntar a ele quando você o escolher ao entrar.
remove-leaves-nothing = Este é seu último segundo fator. Depois disso, só sua senha permite entrar, e os aplicativos que pedem dois fatores ficam fechados para você.
remove-keep = Manter

user-title = Quem é você aqui
user-heading = Você é { $name }
user-lead = Sessão iniciada { $how }, { $when }. Isto é o que o aplicativo neste host pode saber.
user-session = Sessão
user-back = Voltar para { $host }

sign-out-everywhere-title = Sair de tudo
sign-out-host-title = Sair de { $host }
sign-out-who = Você entrou como <b>{ $who }</b>.
sign-out-host-text = Sair aqui fecha o que você tem aberto neste host. Os outros aplicativos continuam abertos.
sign-out-everywhere-text = Sair termina esta sessão e fecha todos os aplicativos abertos com ela.
sign-out-streams = O que um aplicativo mantém aberto sem perguntar de novo, como um chat, continua aberto até a página dele ser fechada.
sign-out-host-button = Sair daqui
sign-out-everywhere-button = Sair de tudo
sign-out-everywhere-link = Sair de tudo
sign-out-switch-title = Entrar com outra conta
sign-out-switch-button = Sair e trocar
sign-out-stay = Continuar com a sessão iniciada
sign-out-stale = Este formulário ficou aberto por tempo demais, ou o navegador não guardou o cookie dele; sua sessão continua iniciada. Saia de novo.
signed-out-title = Você saiu
signed-out-host = De { $host }, neste dispositivo. A próxima visita pergunta antes de iniciar a sessão.
signed-out-everywhere = De { $product } e de tudo atrás dele, neste dispositivo.
signed-out-took = Levou { $secs } segundos.
signed-out-again = Entrar de novo
signed-out-others =
    { $n ->
        [one] { $n } outra sessão sua continua aberta. Você pode encerrá-la em “Conta”.
       *[other] { $n } outras sessões suas continuam abertas. Você pode encerrá-las em “Conta”.
    }

denied-title = Você não pode abrir { $app }
denied-person = Você entrou como <b>{ $who }</b>, e esta página pede algo que sua conta ou esta solicitação não tem.
denied-other-account = Usar outra conta
denied-nobody = Esta página pede algo que esta solicitação não tem, e entrar não mudaria isso.
denied-asks = O que ela pede
denied-met = atendido
denied-missing = falta
denied-hidden = Uma condição que não é mostrada
denied-not-shown = não mostrada
denied-next = Peça o que falta aos responsáveis por { $app }. Eles precisam do número da solicitação abaixo.

step-up-title = { $app } pede um segundo fator
step-up-text = Você entrou como <b>{ $who }</b> com um fator. Esta página pede dois, e um segundo fator ainda não pode ser adicionado aqui, então ela continua fechada. Entrar de novo não mudará isso.
step-up-next = Pergunte aos responsáveis por { $app } se um fator basta por enquanto. Eles precisam do número da solicitação abaixo.

step-up-enroll-text = Você entrou como <b>{ $who }</b> com um fator. Esta página pede dois, e você ainda não tem um segundo.
step-up-enroll-next = Adicione uma chave de acesso ou um aplicativo autenticador à sua conta. Leva um minuto; depois abra a página de novo.
step-up-enroll-button = Adicionar um segundo fator

error-application = O aplicativo
error-bad-request-title = Esta solicitação não pode ser lida
error-bad-request-text = O endereço ou os campos dela podem ser entendidos de mais de uma maneira, por isso { $product } a fechou. Nada foi entregue.
error-bad-request-next = Abra a página pelos seus aplicativos. Se um link trouxe você aqui, o link está errado.
error-loop-title = A entrada está dando voltas
error-loop-text = Você entrou três vezes, e em cada uma o navegador voltou sem o cookie que o comprova. Os cookies deste site estão bloqueados, ou algo os remove.
error-loop-next = Permita cookies para este site e para a página de entrada, e abra a página de novo. Janelas privadas e extensões de privacidade são a causa comum.
error-code-title = Este retorno da entrada não é válido
error-code-text = O código dele já foi usado, tem mais de um minuto ou foi feito para outro navegador. Ninguém entrou com ele.
error-code-next = Abra a página de novo pelos seus aplicativos.
error-cross-site-title = Este formulário veio de outro lugar
error-cross-site-text = Uma página de outro site o enviou, ou este navegador não disse de onde ele veio, por isso { $product } o fechou. Nada mudou.
error-cross-site-next = Abra a página aqui e envie o formulário de novo.
error-forbidden-title = Isto não está aberto para você
error-forbidden-text = Sua conta não tem o que isto pede. Nada mudou.
error-forbidden-next = Pergunte aos responsáveis por este gateway. Eles precisam do número da solicitação abaixo.
error-not-found-title = Esta página não existe
error-not-found-text = Não há nada neste endereço. Talvez tenha mudado de lugar, ou o link esteja escrito errado.
error-not-found-next = Abra o que você precisa pelos seus aplicativos.
error-unknown-host-title = Nenhum aplicativo está neste endereço
error-unknown-host-text = { $product } responde aqui, mas nenhuma rota tem este host. Talvez o nome esteja escrito errado, ou a rota tenha sido removida.
error-unknown-host-next = Abra o que você precisa pelos seus aplicativos.
error-method-title = Esta página não pode ser pedida assim
error-method-text = A solicitação usou um método que este endereço não aceita. Nada mudou.
error-method-next = Abra a página pelos seus aplicativos.
error-request-timeout-title = A solicitação demorou demais para chegar
error-request-timeout-text = { $product } esperou pelo resto e fechou a conexão. Nada foi entregue por inteiro.
error-request-timeout-next = Verifique sua conexão e envie de novo.
error-link-title = Este link não funciona mais
error-link-text = Um link assim funciona uma vez e por pouco tempo. Ele foi usado, terminou ou foi copiado em parte.
error-link-next = Peça um novo à pessoa que o deu a você. No próprio servidor, portcullis recover imprime um.
error-too-large-title = Isto é grande demais
error-too-large-text = O que foi enviado é maior do que este endereço aceita. Nada foi entregue por inteiro.
error-too-large-next = Envie menos de cada vez, ou peça aos responsáveis por este gateway que aumentem o limite.
error-wrong-connection-title = Esta conexão é para outro host
error-wrong-connection-text = O navegador usou uma conexão cujo certificado não cita este host. Nada foi entregue.
error-wrong-connection-next = Tente de novo; os navegadores abrem sozinhos uma nova conexão.
error-too-many-title = Solicitações demais
error-too-many-text = Vieram daqui mais solicitações do que este endereço aceita em um minuto. Nada foi entregue.
error-too-many-next = Espere um minuto e tente de novo.
error-head-too-large-title = Os campos da solicitação são grandes demais
error-head-too-large-text = O endereço, os cookies ou outros campos são mais longos do que { $product } aceita. Nada foi entregue.
error-head-too-large-next = Apague os cookies deste site no navegador e abra a página de novo.
error-internal-title = Algo falhou dentro de { $product }
error-internal-text = Uma falha interrompeu esta solicitação. Ela foi registrada com o número abaixo, e nada mais foi afetado.
error-internal-next = Tente de novo em um minuto.
error-unavailable-title = { $product } não pode decidir agora
error-unavailable-text = O que é preciso ler para julgar esta solicitação não está ao alcance, então o portão continua fechado. Nada foi entregue.
error-unavailable-next = Tente de novo em um minuto.
error-busy-title = { $product } está cheio neste momento
error-busy-text = Todos os lugares para uma solicitação assim estão ocupados. Nada foi entregue.
error-busy-next = Espere alguns segundos e tente de novo.
error-round-title = { $app } leva de volta a { $product }
error-round-text = Esta solicitação voltou aqui três vezes: o endereço a que esta rota leva é o próprio { $product }, diretamente ou por outro proxy.
error-round-next = Avise os responsáveis por este site: o `to` da rota deve indicar onde o próprio aplicativo escuta.
error-origin-broken-title = { $app } deu uma resposta defeituosa
error-origin-broken-text = A solicitação foi permitida e enviada adiante. O que { $app } devolveu foi cortado ou não era válido, por isso { $product } não o repassou.
error-origin-unreachable-title = { $app } não pode ser alcançado
error-origin-unreachable-text = A solicitação foi permitida, mas { $product } não conseguiu conexão com { $app }. Nada do que você enviou foi entregue.
error-origin-timeout-title = { $app } não responde
error-origin-timeout-text = A solicitação foi permitida e enviada adiante. { $product } esperou por { $app } o tempo que a rota permite e não recebeu resposta.
error-origin-next = Tente de novo em um minuto. Se { $app } acabou de ser iniciado, pode precisar desse tempo.
error-path-label = Onde a solicitação parou
error-path-you = Você
error-path-signed-in = sessão iniciada
error-path-asked = pediu
error-path-permitted = permitida
error-path-broken = resposta defeituosa
error-path-unreachable = sem conexão
error-path-silent = sem resposta

sign-in-forgot = Esqueceu sua senha?
sign-in-reset-done = Sua nova senha foi definida e todas as suas sessões foram encerradas. Entre com ela.
forgot-title = Escolher uma nova senha
forgot-lead = Escreva seu nome de usuário ou e-mail. Se houver uma conta com um endereço, ela receberá um e-mail com um link.
forgot-button = Enviar o link
forgot-back = Voltar para a entrada
forgot-sent-title = Olhe sua caixa de e-mail
forgot-sent = Se houver uma conta com esse nome e um endereço de e-mail, uma mensagem com um link está a caminho.
forgot-sent-browser = Abra o link neste navegador. Ele funciona uma vez e só por alguns minutos.
forgot-nothing-came = Se nada chegar
forgot-nothing-came-text = Olhe entre as mensagens indesejadas e verifique como você escreveu o nome. Algumas senhas ficam em outro lugar e não podem ser definidas aqui: pergunte aos responsáveis por este gateway.
forgot-too-often = Isso foi pedido vezes demais a partir da sua rede; nada foi enviado. Espere alguns minutos e peça de novo.
forgot-busy = Há pessoas demais pedindo neste momento; nada foi enviado. Espere alguns segundos e peça de novo.
new-password-title = Escolher uma nova senha
new-password-lead = Ela é para { $who }. Todas as suas sessões terminam, aqui e em outros lugares.
new-password-button = Definir a senha
new-password-stale = Este formulário ficou aberto por tempo demais, ou o navegador não guardou o cookie dele; nada mudou. Envie-o de novo.
new-password-unavailable = { $product } não consegue fazer isso agora; nada mudou. Espere alguns segundos e tente de novo.
new-password-not-taken = O diretório que guarda sua senha não aceitou esta. Escolha outra, ou pergunte aos responsáveis por este gateway.
accept-title = Aviso de privacidade
accept-text = Antes de continuar, leia como seus dados são tratados aqui e aceite. A pergunta vem uma vez, e de novo quando houver outro aviso.
accept-link = Ler o aviso de privacidade (abre outra aba)
accept-button = Aceitar e continuar
accept-decline = Não aceitar e sair
mailed-revoke-title = Anular o link?
mailed-revoke-text = Depois disso ninguém poderá escolher uma nova senha com ele. Sua senha fica como está.
mailed-revoke-button = Anular o link
mailed-revoke-done-title = O link foi anulado
mailed-revoke-done = Sua senha fica como está. Se continuarem chegando mensagens assim, avise os responsáveis por este gateway.
mailed-undo-title = Desfazer a alteração?
mailed-undo-password-text = A nova senha é bloqueada, todas as suas sessões terminam e você escolhe outra senha.
mailed-undo-added-text = O que foi adicionado é removido, e todas as suas sessões terminam.
mailed-undo-removed-text = O que foi removido é restaurado, e todas as suas sessões terminam.
mailed-stop-code-text = O código enviado perde o valor, todas as suas sessões terminam e você escolhe outra senha.
mailed-shut-out-title = Bloquear este acesso?
mailed-shut-out-text = Sua senha é bloqueada, todas as suas sessões terminam e você escolhe outra senha.
mailed-shut-out-button = Bloquear
mailed-undo-button = Desfazer
mailed-undo-done-title = A alteração foi desfeita
mailed-undo-done = Todas as suas sessões foram encerradas. Entre e veja o que sua conta contém. Alguém talvez saiba sua senha: altere-a.
confirm-code-title = Confirme que é você
confirm-code-lead = Antes de alterar como você entra, enviamos um código para { $address }.
confirm-code-send = Enviar um código
confirm-code-again = Enviar outro código
confirm-code-code = Código da mensagem
confirm-code-sent = Um código está a caminho. Ele vale neste navegador e por alguns minutos.
confirm-code-wrong = Esse código não está certo, já foi usado ou é antigo demais. Verifique-o, ou peça outro.
confirm-code-too-many = Vários códigos já foram enviados, e nenhum outro foi. Use o mais novo, ou espere alguns minutos.
error-mailed-link-text = Um link assim funciona uma vez, por pouco tempo, e alguns só no navegador que o pediu. Ele foi usado, terminou, foi substituído por um mais novo ou foi copiado em parte.
error-mailed-link-next = Peça um novo na página de entrada, no navegador em que você quer abri-lo.

mail-greeting = Olá, { $name },
mail-foot = Enviado pelo gateway em { $host }, porque este endereço pertence a uma conta de lá. Ninguém lê respostas a esta mensagem.
mail-detail-when = Quando
mail-detail-address = Do endereço
mail-detail-device = Com
mail-detail-name = Nome
mail-undo-button = Não fui eu: desfazer
mail-undo-password = Não foi você? Este link funciona uma vez, por { $span }. Ele bloqueia a nova senha, encerra todas as sessões e deixa você escolher outra senha.
mail-undo-added = Não foi você? Este link funciona uma vez, por { $span }. Ele remove o que foi adicionado e encerra todas as sessões.
mail-undo-removed = Não foi você? Este link funciona uma vez, por { $span }. Ele restaura o que foi removido e encerra todas as sessões.
mail-undo-sign-in = Foi você? Então não é preciso fazer nada. Não foi? Este link funciona uma vez, por { $span }. Ele bloqueia sua senha, encerra todas as sessões e deixa você escolher outra senha:
mail-stop-button = Não fui eu
mail-stop-lead = Você não pediu um código? Então alguém que sabe sua senha pediu. Este link anula o código, encerra todas as suas sessões e deixa você escolher outra senha:
mail-revoke-button = Anular o link
mail-revoke-lead = Se você não pediu isso, nada mudou, e ninguém pode usar o link sem esta mensagem. Você pode anulá-lo:
mail-reset-password-title = Escolher uma nova senha
mail-reset-password-text = Alguém, esperamos que você, pediu em { $host } para escolher uma nova senha.
mail-reset-password-lead = Abra este link no navegador com que você o pediu. Ele funciona uma vez, por { $span }.
mail-reset-password-button = Escolher uma nova senha
mail-confirm-code-title = Seu código
mail-confirm-code-text = Digite este código em { $host } para alterar como você entra. Ele vale por { $span } e no navegador em que foi pedido. Não o dê a ninguém: os responsáveis pelo gateway nunca o pedem.
mail-password-changed-title = Sua senha foi alterada
mail-password-changed-text = Sua senha em { $host } foi alterada, e todas as suas outras sessões foram encerradas.
mail-password-reset-title = Sua senha foi redefinida
mail-password-reset-text = Uma nova senha para { $host } foi escolhida por um link enviado por e-mail, e todas as suas sessões foram encerradas.
mail-password-set-for-you-title = Uma nova senha foi definida para você
mail-password-set-for-you-text = Um responsável pelo gateway em { $host } definiu uma nova senha para você, ou deu a você um link com que ela foi definida. Pergunte a ele se você não souber disso.
mail-passkey-added-title = Uma chave de acesso foi adicionada
mail-passkey-added-text = A partir de agora você pode entrar em { $host } com mais uma chave de acesso.
mail-passkey-removed-title = Uma chave de acesso foi removida
mail-passkey-removed-text = Uma chave de acesso sua em { $host } foi removida e não abre mais nada.
mail-app-added-title = Um aplicativo autenticador foi adicionado
mail-app-added-text = A partir de agora { $host } aceita códigos de um aplicativo autenticador seu.
mail-app-removed-title = Um aplicativo autenticador foi removido
mail-app-removed-text = { $host } não aceita mais códigos do seu aplicativo autenticador.
mail-codes-made-title = Novos códigos de recuperação foram criados
mail-codes-made-text = Uma nova folha de códigos de recuperação para { $host } foi criada. Os códigos da anterior não valem mais.
mail-codes-removed-title = Os códigos de recuperação foram removidos
mail-codes-removed-text = Seus códigos de recuperação para { $host } foram removidos e não valem mais.
mail-phone-forgotten-title = Um telefone foi esquecido
mail-phone-forgotten-text = { $host } não lembra mais o telefone ao qual o Duo perguntava quando você entrava.
mail-factors-removed-for-you-title = Seu modo de entrar foi alterado para você
mail-factors-removed-for-you-text = Um responsável pelo gateway em { $host } removeu chaves de acesso, um aplicativo ou códigos de recuperação seus, e todas as suas sessões foram encerradas. Pergunte a ele se você não souber disso.
mail-new-browser-title = Entrada com um navegador novo
mail-new-browser-text = Alguém entrou em { $host } em seu nome, com um navegador que ainda não tinha sido usado para isso.
mail-undone-title = Uma alteração foi desfeita
mail-undone-text = Uma alteração de como você entra em { $host } foi desfeita pelo link da nossa mensagem, e todas as suas sessões foram encerradas. Veja sua conta depois de entrar.
mail-test-title = O e-mail funciona
mail-test-text = O gateway em { $host } consegue enviar e-mails. Não é preciso fazer nada.
