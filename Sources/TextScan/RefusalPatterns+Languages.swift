// Which words are a refusal in languages of Latin and Cyrillic letters. Accents are folded away.

extension RefusalPatterns {
    static let romance: [RefusalPattern] = [
        RefusalPattern(
            "fr-cannot", .refusal,
            #"\b(?:je (?:ne |n')|ne )(?:peux|puis|saurais|pourrai|pourrais|suis|vais|veux|dois|souhaite|"#
                + "fournirai|ferai|aiderai)(?: [a-z']{1,12}){0,3}? "
                + "(?:(?:vous |t'|te |l'|leur |lui )?(?:aider|assister|fournir|repondre|donner|proposer|ecrire|"
                + "creer|generer|partager|satisfaire|acceder|"
                + "faire|traiter|participer|offrir|rediger|discuter|expliquer|encourager|promouvoir|soutenir|"
                + "executer|produire|decrire|donner suite|"
                + "continuer|apporter|conseiller|accomplir|m'engager|cautionner|parler|accompagner|dire|"
                + "commenter|realiser)|en mesure|autorise|capable|programme)"
        ),
        RefusalPattern(
            "fr-decline", .refusal,
            #"\b(?:je (?:dois |me vois (?:contraint |dans l'obligation )?(?:de |d')?)?(?:refuse|decline|"#
                + "refuser|decliner|m'abst)|il m'est impossible|contraire a mes|enfreint|je prefere ne pas|"
                + "pas quelque chose que je)"
        ),
        RefusalPattern(
            "es-cannot", .refusal,
            #"\bno (?:te |le |les |os |me |se )?(?:puedo|poder|podre|podria|podemos|debo|voy a|soy capaz|"#
                + "estoy (?:autorizad|en condiciones|programad|capacitad|dispuest|permitid|disenad)|es posible|"
                + "puede)"
                + "<30>(?:ayud|proporcion|respond|dar|ofrec|escrib|crear|gener|compart|satisf|cumpl|hacer|"
                + "proces|particip|redact|discut|"
                + "explic|promov|apoy|ejecut|produc|describ|continu|brind|facilit|asist|complac|acced|atend|"
                + "hablar|realiz|suministr|coment)"
        ),
        RefusalPattern(
            "es-decline", .refusal,
            #"\b(?:(?:debo|tengo que|prefiero|he de) (?:rechazar|declinar|negarme|no )|me niego|rechazo|"#
                + "va en contra de|infringe|no es (?:apropiado|etico|algo (?:en lo |con lo )?que))"
        ),
        RefusalPattern(
            "pt-cannot", .refusal,
            #"\bnao (?:te |lhe |me |o )?(?:posso|poderei|consigo|podemos|devo|vou|irei|sou capaz|"#
                + "estou (?:autorizad|apt|em condicoes|programad|dispost)|e possivel|me e possivel)"
                + "<30>(?:ajud|fornec|respond|dar|oferec|escrev|criar|gerar|compartilh|partilh|satisf|cumpr|"
                + "atend|fazer|process|particip|redig|discut|"
                + "explic|promov|apoi|execut|produz|descrev|continu|auxili|prest|falar|colabor|assist|realiz)"),
        RefusalPattern(
            "pt-decline", .refusal,
            #"\b(?:(?:devo|tenho que|tenho de|prefiro|preciso) (?:recusar|declinar|negar|nao )|recuso-me|"#
                + "me recuso|vai contra|viola (?:as|minhas)|nao e (?:apropriado|etico|algo que))"
        ),
        RefusalPattern(
            "it-cannot", .refusal,
            #"\bnon (?:ti |vi |le |mi )?(?:posso|potro|potrei|possiamo|devo|voglio|intendo|sono in grado|"#
                + "sono autorizzat|sono programmat|e possibile)"
                + "<30>(?:aiut|forni|rispon|dar|offr|scriv|crea|gener|condivid|soddisf|fare|farlo|elabor|"
                + "partecip|redig|discut|"
                + "spieg|promuov|support|sosten|esegu|produr|descriv|continu|assist|complet|parla|procede|"
                + "esaudi|collabor)"
        ),
        RefusalPattern(
            "it-decline", .refusal,
            #"\b(?:(?:devo|preferisco|sono costretto a) (?:rifiutare|declinare|non )|mi rifiuto|"#
                + "rifiuto di|va contro|viola le|contrario a(?:lle|i) (?:mie|miei)|non e (?:appropriato|etico|"
                + "qualcosa che))"
        ),
        RefusalPattern(
            "ro-cannot", .refusal,
            #"\bnu (?:va |te |iti |pot|voi|sunt in masura|imi este posibil)(?: ?(?:pot|sa|va|te|"#
                + "iti))?<20>(?:ajut|ofer|furniz|raspun|scrie|crea|gener|da |indeplin|asist|partic|discut)"
        ),
        RefusalPattern(
            "ca-cannot", .refusal,
            #"\bno (?:et |us |li )?(?:puc|podre)(?: [a-z]{2,12})? (?:ajud|proporcion|respon|donar|oferir|"#
                + "escriure|crear|generar)"
        ),
        RefusalPattern(
            "xx-romance-sorry", .apology,
            #"\b(?:je suis (?:vraiment |sincerement )?(?:desole|navre)|desolee?,|je regrette|"#
                + "malheureusement|lo siento|lo lamento|lamento|disculpa|perdona|lamentablemente|"
                + "desafortunadamente|desculpe|sinto muito|peco desculpa|infelizmente|mi dispiace|mi scuso|"
                + "purtroppo|imi pare rau|din pacate|ho sento)"
        ),
        RefusalPattern(
            "xx-romance-pivot", .pivot,
            #"\b(?:cependant|mais|toutefois|neanmoins|sin embargo|pero|no obstante|aun asi|ma|tuttavia|"#
                + "comunque|no entanto|mas|porem|contudo|dito isto)<50> (?:voici|aqui (?:tienes|tiene|hay|esta|"
                + "estao|vai|va|te)|ecco|a continuacion|segue abaixo)"
        ),
        RefusalPattern(
            "xx-romance-voice", .voice,
            "^(?:cher |chere |estimad|querid|caro |cara |gentile |prezad|objet ?:|asunto:|oggetto:|"
                + "assunto:|il etait une fois|erase una vez|c'era una volta|era uma vez)"
        ),
        RefusalPattern(
            "xx-romance-not-only", .negation,
            #"\b(?:non seulement|no solo|nao so|non solo|m'empecher de|esperar a|attendre de|aspettare di|"#
                + "(?:suffisamment|lo suficiente|abbastanza|o suficiente))"
        ),
    ]

    static let germanic: [RefusalPattern] = [
        RefusalPattern(
            "de-cannot", .refusal,
            #"\b(?:ich (?:kann|darf|werde|mochte|will|konnte)|(?:kann|darf|werde|mochte|will|"#
                + #"konnte) ich)\b<90>\b(?:nicht|keine?[nrms]?|nichts)\b<70>"#
                + "(?:helfen|unterstutz|behilflich|beantwort|erfull|nachkommen|geben|bereitstell|anbieten|"
                + "schreiben|erstell|liefern|entsprechen|"
                + "tun|machen|eingehen|nennen|teilen|diskutier|sprechen|folgen|mitwirk|beteilig|generier|"
                + "verfass|erklar|ausfuhr|empfehl|reden|"
                + "beschreib|verrat|erteil|durchfuhr|bearbeit|assistier|fordern|dienen|antwort)"),
        RefusalPattern(
            "de-unable", .refusal,
            #"\b(?:ich bin (?:leider )?nicht (?:in der lage|befugt|berechtigt|bereit|dafur (?:gemacht|"#
                + "programmiert))|es ist mir (?:leider )?nicht (?:moglich|erlaubt|gestattet)|(?:muss|"
                + "mochte) ich (?:leider |hoflich )?(?:ablehnen|verweigern)|ich weigere mich|"
                + "verstosst (?:gegen|das gegen)|gegen meine (?:richtlinien|grundsatze|prinzipien)|"
                + "dabei (?:kann|werde) ich nicht|da(?:zu|bei|s) kann ich (?:leider )?nicht)"
        ),
        RefusalPattern(
            "de-wont", .opening,
            #"\b(?:helfe|schreibe|erklare|mache|sage|verrate) ich (?:dir |ihnen )?(?:nicht|keine)\b"#),
        RefusalPattern("de-decline", .refusal, #"\bich (?:muss|lehne|mochte)\b<50>\b(?:ablehnen|verweigern|ab)\b"#),
        RefusalPattern("nl-decline", .refusal, #"\bik moet\b<30>\b(?:weigeren|afwijzen)"#),
        RefusalPattern(
            "nl-cannot", .refusal,
            #"\b(?:ik (?:kan|mag|zal|wil|ga)|(?:kan|mag|zal|wil|ga) ik)\b<80>\b(?:niet|geen)\b<60>"#
                + "(?:helpen|geven|bieden|beantwoorden|voldoen|schrijven|maken|verstrekken|delen|doen|"
                + "assisteren|ondersteunen|genereren|bespreken|uitvoeren|leveren|meewerken|ingaan|uitleggen|"
                + "praten|verlenen)"
        ),
        RefusalPattern(
            "nl-unable", .refusal,
            #"\b(?:ik ben (?:helaas )?niet (?:in staat|bevoegd|bereid|gemachtigd)|ik weiger|daar(?:bij|"#
                + "mee|aan) kan ik|daar kan ik (?:je |u )?(?:helaas )?niet|tegen mijn (?:richtlijnen|"
                + "principes))"
        ),
        RefusalPattern(
            "sv-cannot", .refusal,
            #"\b(?:jag|jeg) (?:kan|far|kommer|vil|vill|ma|skal) (?:tyvarr |desvaerre |dessverre |"#
                + "beklageligvis )?(?:inte|ikke)(?: [a-z]{1,12}){0,3} ?(?:hjalp|hjelp|hjaelp|ge |gi |give|svar|"
                + "besvar|skriv|skapa|tillhandah|bist|bidra|delta|delt|uppfyll|oppfyll|opfyld|dela|dele|tilby|"
                + "tilbyde|generer|lage|gor|gjor|diskut|assist)"
        ),
        RefusalPattern(
            "xx-germanic-sorry", .apology,
            #"\b(?:(?:es )?tut mir (?:sehr |wirklich )?leid|entschuldig|leider|bedaure|ich bedauere|"#
                + "verzeihung|het spijt me|sorry, maar|helaas|excuses|jag ar ledsen|tyvarr|beklager|desvaerre|"
                + "dessverre|undskyld|forlat|als ki|als eine ki|als ai-)"
        ),
        RefusalPattern(
            "xx-germanic-pivot", .pivot,
            #"\b(?:aber|dennoch|jedoch|allerdings|trotzdem|maar|echter|toch|men)<50> (?:hier (?:ist|sind|"#
                + "kommt|folgt|is|zijn|volgt)|har (?:ar|kommer)|her er)"
        ),
        RefusalPattern(
            "xx-germanic-voice", .voice,
            "^(?:liebe[rs]? |sehr geehrte|lieber|beste |geachte|betreff:|onderwerp:|es war einmal|"
                + "er was eens|kare |kjaere |hej [a-z]{2,12},)"
        ),
        RefusalPattern(
            "xx-germanic-not-only", .negation,
            #"\b(?:nicht nur|niet alleen|kein problem|keine sorge|geen probleem|kaum erwarten|"#
                + "nicht erwarten|nicht genug|niet genoeg|niet wachten|warum (?:ich|nicht)|inte bara|ikke bare|"
                + "ohne weiteres|(?:sagt|sagte|antwortete|zei|antwoordde)(?: [a-z]{2,12}){0,2}[,:]? (?:ich|ik))"
        ),
        RefusalPattern(
            "de-capability", .capability,
            #"\b(?:keinen zugriff|keinen zugang|nicht auf [a-z-]{3,20} zugreifen|echtzeit|"#
                + "keine (?:meinung|gefuhle|personlich)|pas acces a|temps reel|no tengo acceso|tiempo real|"
                + "nao tenho acesso|tempo real|non ho accesso|geen toegang|nie mam dostepu)"
        ),
    ]

    static let slavic: [RefusalPattern] = [
        RefusalPattern(
            "pl-cannot", .refusal,
            #"\bnie (?:moge|bede|moglbym|jestem w stanie|potrafie|wolno mi|jestem upowazni|chce|"#
                + "powinienem|powinnam|mozemy)<50>(?:pomoc|pomaga|udziel|odpowiedz|odpowiada|dostarcz|napisa|"
                + "pisa|stworz|tworz|wygener|generow|spelni|zrealiz|wykona|zrobi|poda|oferow|wspier|uczestnicz|"
                + "omawia|dzieli|udostepni|pomoz|przygotow|wesprze|asystow|opisa|wyjasni)"
        ),
        RefusalPattern(
            "pl-decline", .refusal,
            #"\b(?:musze (?:grzecznie )?odmowic|odmawiam|nie pomoge|niezgodn[eay] z (?:moimi|zasadami)|narusza)"#),
        RefusalPattern(
            "cs-cannot", .refusal,
            #"\b(?:nemohu|nemuzu|nesmim|nebudu|nejsem schopen|nemozem|nie je mozne)<40>(?:pomoc|pomoh|"#
                + "poskyt|odpov|napsat|napisat|vytvor|splnit|generov|diskut|sdilet|asist|vyhov|pomoct)"
        ),
        RefusalPattern(
            "ru-cannot", .refusal,
            "(?:не (?:могу|смогу|буду|в состоянии|в силах|имею права|способен|способна|вправе|готов|"
                + "стану|можем)|невозможно)"
                + "<80>(?:помо|предостав|ответ|отвеч|дать|давать|написа|писать|созда|сгенерир|генерир|выполн|"
                + "сдела|делать|обсужд|обсуд|поддерж|участв|подел|предлож|предлаг|рассказ|объясн|продолж|"
                + "содейств|удовлетвор|говорить|описа|консульт|распростран|комментир)"
        ),
        RefusalPattern(
            "ru-decline", .refusal,
            "(?:вынужден[а]? отказать|должен отказать|отказываюсь|откажусь|противоречит (?:моим|правилам|"
                + "этическ)|нарушает (?:правила|мои|политик)|я не помогу|моими принципами|моим принципам)"
        ),
        RefusalPattern(
            "uk-cannot", .refusal,
            "(?:не (?:можу|зможу|буду|маю права|в змозі)|змушен[а-яі]{0,4} відмов|"
                + "відмовляюс)<60>(?:допомо|надати|надава|відпов|написа|створ|викона|зроби|обговор|підтрим|"
                + "поділи|запропон|поясн|від)"
        ),
        RefusalPattern(
            "xx-slavic-sorry", .apology,
            #"(?:\b(?:przykro mi|przepraszam|niestety|wybacz|omlouvam|je mi lito|bohuzel|prepacte)|"#
                + "извините|простите|к сожалению|прошу прощения|сожалею|вибачте|на жаль|перепрошую)"
        ),
        RefusalPattern("pl-pivot", .pivot, #"\b(?:jednak|ale|niemniej|mimo to)\b<50>\b(?:oto|ponizej)\b"#),
        RefusalPattern("ru-pivot", .pivot, "(?:однако|но|тем не менее|все же) <60>вот "),
        RefusalPattern(
            "xx-slavic-not-only", .negation,
            #"(?:\b(?:nie tylko|nie moge sie doczekac|nie mozna przecenic)|не только|не могу дождаться|"#
                + "не могу не |(?:сказал|ответил|говорит)[а-я]{0,4}[,:] |почему я)"
        ),
        RefusalPattern(
            "xx-slavic-voice", .voice,
            #"^(?:szanown|drog[ia] |temat:|dawno, dawno|уважаем|дорог|тема:|жил-был|жили-были|однажды)"#),
        RefusalPattern(
            "ru-capability", .capability,
            "(?:нет доступа|не имею доступа|в реальном времени|нет (?:личного|собственного) мнения|немає доступу)"),
    ]
}
