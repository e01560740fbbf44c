// Which words are a refusal in languages of other scripts, and in Turkish, Vietnamese, Indonesian and Finnish.

extension RefusalPatterns {
    static let eastern: [RefusalPattern] = [
        RefusalPattern(
            "zh-cannot", .refusal,
            "(?:无法|無法|不能|不可以|没办法|沒辦法|没法|无权|無權|不会|不會|拒绝|拒絕|不便|不被允许|不应该|不應該|不宜|不方便|恕不|难以|無能|不得)"
                + "<45>(?:提供|回答|帮|幫|协助|協助|满足|滿足|完成|生成|讨论|討論|参与|參與|支持|执行|執行|处理|處理|分享|编写|編寫|创作|創作|撰写|撰寫|写|寫|给出|"
                + "給出|回应|回應|继续|繼續|透露|遵从|遵照|解答|指导|制作|告诉|告訴|响应|服务|做到|介绍|涉及|探讨|建议|鼓励|传播)"
        ),
        RefusalPattern(
            "zh-violates", .refusal, "(?:违反|違反|不符合|违背|違背)<30>(?:政策|准则|準則|规定|規定|原则|原則|道德|法律|规范|指南)"),
        RefusalPattern("zh-wont", .opening, "(?:换个话题|換個話題|聊点别的|聊聊别的|我不能这样做|我做不到|恕我|请允许我拒绝|没有办法帮)"),
        RefusalPattern(
            "zh-sorry", .apology, "(?:抱歉|对不起|對不起|很遗憾|很遺憾|不好意思|作为一个?(?:人工智能|ai|语言模型)|作為一個?(?:人工智慧|ai|語言模型)|作为人工智能)"),
        RefusalPattern("zh-pivot", .pivot, "(?:不过|不過|但是?|然而|尽管如此|儘管如此)<60>(?:以下是|这里是|這裡是|下面是)"),
        RefusalPattern("zh-not-only", .negation, "(?:不仅|不僅|不只|不能不|无法用言语|不得不|忍不住|迫不及待|不可能不)"),
        RefusalPattern("zh-capability", .capability, "(?:实时|即時|無法訪問|无法访问|无法浏览|无法查看|没有个人(?:观点|意见)|无法联网)"),
        RefusalPattern(
            "ja-cannot", .refusal,
            "(?:答え|手伝い|手伝う|助け|提供|対応|応え|協力|支援|案内|回答|作成|生成|伝え|説明|教え|サポート|お話し|実行|書く|議論|推奨|受け|従う|参加|行う|紹介|アドバイス|助言|情報|関与)"
                + "<36>(?:できません|できない|できかね|いたしかね|致しかね|しかね|られません|わけにはいきません|控え|お断り|ありません|いたしません|しません|難しい|致しません|ことは不可能)"
        ),
        RefusalPattern("ja-decline", .refusal, "(?:お断り|応じられません|応じることはでき|応じかね|お受けでき|お力になれません|お役に立て(?:ません|ず)|ご要望には|ご遠慮)"),
        RefusalPattern("ja-sorry", .apology, "(?:申し訳|すみません|ごめんなさい|恐れ入りますが|残念ながら|恐縮)"),
        RefusalPattern("ja-pivot", .pivot, "(?:ただし|しかし|ですが|代わりに|とはいえ)<60>(?:以下(?:は|に|の)|こちら)"),
        RefusalPattern(
            "ko-cannot", .refusal,
            "(?:도와|도움|제공|답변|대답|응답|수행|작성|지원|알려|말씀|설명|생성|안내|처리|참여|공유|협조|응할|들어드|해드|드릴|도울|만들|논의|따를)"
                + "<36>(?:수 없|수가 없|수는 없|못|불가|어렵|않습니다|않겠|없습니다|곤란)"),
        RefusalPattern("ko-decline", .refusal, "(?:거절|거부)<20>(?:합니다|하겠|해야|할 수밖)"),
        RefusalPattern("ko-sorry", .apology, "(?:죄송|미안|유감|안타깝|양해)"),
        RefusalPattern("ko-pivot", .pivot, "(?:하지만|그러나|그래도|다만)<60>(?:다음은|아래는|여기)"),
        RefusalPattern(
            "ar-cannot", .refusal,
            "(?:لا (?:يمكنني|استطيع|اقدر|يمكن لي|يسعني|يجوز لي|نستطيع|يمكننا|اوافق)|لن (?:اقوم|اتمكن|"
                + "استطيع|اساعد|اقدم)|ليس بامكاني|ليس بوسعي|غير قادر|لست قادر|يتعذر علي|ارفض)"
                + "<50>(?:مساعد|تقديم|اقدم|الاجابة|اجيب|توفير|كتابة|انشاء|المشاركة|اشارك|تلبية|القيام|فعل|"
                + "مناقشة|ان|دعم|تزويد|الرد|تنفيذ|ذلك|هذا|الحديث|بذلك|طلب)"
        ),
        RefusalPattern("ar-sorry", .apology, "(?:اسف|عذرا|اعتذر|للاسف|المعذرة|معذرة)"),
        RefusalPattern(
            "hi-cannot", .refusal,
            "(?:मदद|सहायता|जानकारी|उत्तर|जवाब|प्रदान|अनुरोध|निर्देश|सलाह|लिख|बना|चर्चा|बता|समर्थन|पूरा|"
                + "सामग्री|दे |काम|कर)"
                + "<75>(?:नहीं (?:कर|दे|बता|लिख|बना|हो|दूं|करूं|करूँ|दूँ)|असमर्थ|अक्षम|मना कर|इनकार|इंकार)"),
        RefusalPattern("hi-sorry", .apology, "(?:क्षमा|माफ|खेद|दुर्भाग्य)"),
        RefusalPattern(
            "he-cannot", .refusal,
            "(?:איני|אינני|אני לא|לא) (?:יכול|יכולה|מסוגל|אוכל|מורשה)<40>(?:לעזור|לסייע|לספק|לענות|לכתוב|"
                + "לתת|ליצור|לבצע|להשתתף|לדון|להיענות)"
        ),
        RefusalPattern(
            "th-cannot", .refusal, "(?:ไม่สามารถ|ไม่อาจ|ขอปฏิเสธ)<60>(?:ช่วย|ให้|ตอบ|เขียน|สร้าง|ทำ|แนะนำ|พูด)"),
        RefusalPattern(
            "el-cannot", .refusal,
            "(?:δεν (?:μπορω|μπορώ|ειμαι σε θεση|είμαι σε θέση|επιτρεπεται|επιτρέπεται|θα)|αρνουμαι|"
                + "αρνούμαι)<60>(?:βοηθ|παρ|απαντ|γραψ|γράψ|δωσ|δώσ|δημιουργ|συζητ|εκπληρ|κάνω|υποστηρ)"
        ),
        RefusalPattern(
            "bn-cannot", .refusal,
            "(?:সাহায্য|তথ্য|উত্তর|সহায়তা|প্রদান|অনুরোধ)<75>(?:পারব না|পারছি না|পারি না|অক্ষম|সম্ভব নয়)"),
        RefusalPattern(
            "fa-cannot", .refusal,
            "(?:نمی ?‌?توانم|نمیتوانم|قادر نیستم)<60>(?:کمک|ارائه|پاسخ|بنویسم|انجام|ایجاد|اطلاعات|این|به)"),
    ]

    static let otherLanguages: [RefusalPattern] = [
        RefusalPattern(
            "tr-cannot", .refusal,
            #"\b(?:yardim|cevap|yanit|bilgi|destek|talimat|isteg|istek|taleb|talep|icerik|oneri|tavsiye|"#
                + "bu konu|bu tur|boyle|bunu|konuda|hizmet|detay)<70>(?:olamam|edemem|veremem|saglayamam|"
                + "sunamam|yapamam|yazamam|uretemem|olusturamam|veremiyorum|olamiyorum|edemiyorum|"
                + "saglayamiyorum|sunamiyorum|yapamiyorum|yazamiyorum|paylasamam|getirem|karsilayam|cevaplayam|"
                + "yanitlayam|olamayac|edemeyec|veremeyec|mumkun degil|reddet|konusamam|anlatamam|tartisamam)"
        ),
        RefusalPattern(
            "tr-sorry", .apology, #"\b(?:uzgunum|maalesef|ozur dilerim|kusura bakma|ne yazik ki|affedersiniz)"#),
        RefusalPattern(
            "vi-cannot", .refusal,
            #"\b(?:toi|minh|chung toi) (?:rat tiec )?(?:khong the|khong duoc phep|khong co kha nang|"#
                + "tu choi|se khong)<40>(?:giup|ho tro|cung cap|tra loi|dap ung|viet|tao|thuc hien|tham gia|"
                + "thao luan|chia se|huong dan|dua ra)"
        ),
        RefusalPattern(
            "id-cannot", .refusal,
            #"\b(?:saya|kami|aku) (?:[a-z]{2,10} )?(?:tidak (?:dapat|bisa|boleh|mampu|akan|mau)|menolak|"#
                + "harus menolak)<40>(?:bantu|memberi|menyedia|menjawab|memenuhi|menulis|membuat|melakukan|"
                + "mendukung|berpartisipasi|membahas|melayani|menghasilkan|permintaan|melanjutkan)"
        ),
        RefusalPattern(
            "fi-cannot", .refusal,
            #"\b(?:en (?:voi|pysty|pystyisi|saa|aio|suostu|kykene)|minun on kieltaydyttava|"#
                + "kieltaydyn)(?: [a-z]{2,16}){0,3} ?(?:autta|anta|tarjo|vasta|kirjoitta|luoda|toteutta|tehda|"
                + "avusta|osallistu|keskustel|jakaa|tassa)"
        ),
        RefusalPattern(
            "hu-cannot", .refusal,
            #"\b(?:nem (?:tudok|tudom|all modomban|segithetek|nyujthatok|adhatok|fogok)|megtagadom|"#
                + "vissza kell utasitanom)<40>(?:segit|nyujt|valaszol|adni|irni|teljesit|keszit|ebben|"
                + "informacio|ilyen)"
        ),
        RefusalPattern(
            "sw-cannot", .refusal,
            #"\b(?:siwezi|sitaweza|hatuwezi)(?: [a-z]{2,14}){0,2} ?(?:kukusaidia|kusaidia|kutoa|kujibu|"#
                + "kuandika|kukupa)"
        ),
        RefusalPattern(
            "xx-other-sorry", .apology,
            #"\b(?:xin loi|rat tiec|toi xin loi|maaf|mohon maaf|sayangnya|olen pahoillani|valitettavasti|"#
                + "pahoittelen|sajnalom|sajnos|elnezest|samahani)"
        ),
        RefusalPattern("tr-not-only", .negation, #"\bsadece\b<20>\bdegil"#),
        RefusalPattern(
            "xx-other-not-only", .negation,
            #"\b(?:khong chi|tidak hanya|bukan hanya|ei vain|nemcsak)"#),
        RefusalPattern(
            "xx-other-pivot", .pivot,
            #"\b(?:ancak|ama|fakat|yine de|tuy nhien|nhung|namun|tetapi|kuitenkin|mutta|azonban|"#
                + "de)<50> (?:iste|asagida|duoi day|day la|berikut|tassa on|ime|itt van)"
        ),
    ]
}
