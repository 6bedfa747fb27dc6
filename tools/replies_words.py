"""What yes, no and politeness look like, by language: the phrases that ``replies`` knows (N19). Data only.

A line is a phrase: words in small letters without accents, ``a|b`` one of them, ``_`` a space within one, ``?`` may be
missing, ``@`` today or tomorrow may stand here, ``$`` the appointment may be named here.

``yes`` and ``no`` are answers. ``glad`` goes only with a yes, ``sorry`` only with a no, ``polite`` with both.
"""

# Said for "the appointment", and "today" and "tomorrow"
APPOINTMENT = {
    "fr": "le|mon|ce|notre|du|de_mon|de_notre? rdv|rendez_vous|rendezvous|rendez_vous_de_demain|rdv_de_demain",
    "de": "den|meinen|unseren|diesen? termin",
    "it": "l|il_mio|il_nostro|un? appuntamento|appuntamento_di_domani",
    "en": "my|the|this|our? appointment|appt|apointment|booking|it",
}
TODAY = {"aujourd", "hui", "heute", "oggi", "today"}
TOMORROW = {"demain", "morgen", "domani", "tomorrow"}
DAYS = {
    "fr": "demain|aujourd_hui|de_demain", "de": "morgen|heute", "it": "domani|oggi|di_domani", "en": "tomorrow|today",
}  # fmt: skip

EVERYWHERE = {
    "yes": "ok|okay|okey|oki|okk|oke|oui|yes|ja|:yes:\n1",
    "no": "no|nein|:no:\n2",
    "polite": "merci|thanks|danke|grazie|hello|hi|hallo|ciao|svp|please|sms",
    "sorry": "sorry",
}

PHRASES = {
    "fr": {
        "yes": """
            oui|ouais|ouai|ouep|ouip|volontiers|evidemment|certainement|absolument|affirmatif|present|presente
            bien_sur|bien_entendu|tout_a_fait|avec_plaisir|ce_sera_avec_plaisir
            c_est|cest? d_accord|daccord|dac|entendu
            c_est|cest ok
            c_est|cest|c|ok? bon|ok|parfait? pour_moi
            ca|sa|cela marche|roule pour_moi?
            je te|vous|le|la? confirme|confirmes|confirm|valide|maintiens bien? ma|la|notre presence|venue @?
            je te|vous|le|la? confirme|confirmes|confirm|valide|maintiens $?
            confirme|confirmee|valide|validee
            presence|rdv|rendez_vous confirme|confirmee
            je viens|viendrai|viendrais bien? @?
            je serai|serais bien? la|present|presente @?
            je suis disponible|dispo
            j? y serai|serais sans_faute? @?
            je peux|pourrai venir
            nous serons|viendrons|confirmons|y_serons la?
            on sera|y_sera|vient|viendra la?
        """,
        "no": """
            non|nan|negatif|absent|absente
            je serai|suis absent|absente @?
            je|j ne|n? peux|peut|pourrai|pourrais|pourrez|pourai malheureusement? pas|plus
            je|j ne|n? peux|peut|pourrai|pourrais|pourrez|pourai malheureusement? pas|plus venir|y_aller|y_etre|me_deplacer|me_liberer @?
            je|j ne|n? peux|peut|pourrai|pourrais|pourrez|pourai malheureusement? pas|plus venir|etre la|present|presente|disponible|au_rdv|au_rendez_vous @?
            je|j ne|n? peux|peut|pourrai|pourrais malheureusement? pas|plus me_rendre|assister|aller|venir au|a_mon rdv|rendez_vous
            je|j ne|n? peux|peut|pourrai|pourrais malheureusement? pas|plus honorer $
            je ne? vais pas|plus pouvoir venir|y_aller|etre_la|etre_present|etre_presente @?
            je vais|vais_devoir annuler $?
            jpeux|jpourrai|jpourrais|jvais pas|plus venir
            je ne|n? suis|serai|serais malheureusement? pas|plus la|present|presente|disponible|dispo @?
            je ne|n? viens|vient|viendrai|viendrais malheureusement? pas|plus @?
            jviens|jviendrai pas|plus
            nous ne? pouvons|pourrons pas|plus venir|etre_la|etre_presents @?
            nous ne? viendrons|viendront|serons pas|plus la? @?
            on ne? peut|pourra pas|plus venir|etre_la @?
            on ne? vient|viendra|sera pas|plus la? @?
            pas|plus dispo|disponible @?
            il_m_est? impossible de|pour_moi_de venir|etre_present|etre_presente @?
            je_suis dans_l_impossibilite de venir @?
            a? annuler|annule|annulee|annulez|annulation $?
            j|je annule malheureusement? $?
            je|j dois|souhaite|souhaiterais|voudrais|veux|prefere|desire|aimerais malheureusement? annuler $?
            je suis|me_vois oblige|obligee|contraint|contrainte|force|forcee d|de? annuler $?
            merci|priere d|de|de_bien_vouloir annuler $?
            veuillez annuler $?
            supprimer|supprimez $
            rdv|rendez_vous annule|a_annuler
        """,
        "glad": """
            parfait|super|top|genial|cool|impeccable|nickel|tres_bien|note|bien_note|bien_recu|recu
            c_est|cest|c bon|note|parfait
            a_demain|demain_sans_faute|a_tout_a_l_heure
            pas|aucun de|d? souci|soucis|probleme|problemes
            je peux
            j_ai bien? recu
            je le_maintiens
        """,
        "sorry": """
            je_suis|suis? vraiment|encore? desole|desolee|navre|navree
            malheureusement|mais|car|et|donc|encore
            j_ai|suite_a|j_ai_eu|a_cause_d un empechement|imprevu|contretemps|souci|probleme
            je_suis|suis malade|souffrant|souffrante
            mon|ma fils|fille|enfant|mari|femme|bebe est malade
            toutes? mes excuses
            je_m_excuse|veuillez_m_excuser|excusez_moi|milles_excuses|mille_excuses
            merci de|pour votre comprehension
        """,
        "polite": """
            bonjour|bjr|bonsoir|salut|slt|coucou|cher|chere|stp
            merci beaucoup|bcp|bien|infiniment|a_vous|d_avance|et
            merci pour|du|de_votre|pour_le|pour_votre|pour_ce rappel|message|sms
            s_il vous|te plait
            bien? cordialement|cdt|cdlt|salutations|amicalement
            bonne|belle journee|soiree|apres_midi|nuit|continuation|reception
            bien_a_vous|a_bientot|reponse
        """,
    },
    "de": {
        "yes": """
            jo|jep|jap|jawohl|jawoll|ja_wohl|gerne|gern|sehr_gerne|klar|na_klar|naturlich|selbstverstandlich|sicher
            der_termin|termin|das|es|mir? passt mir|fur_mich|fur_uns? gut?
            alles_klar|geht_klar|einverstanden|abgemacht|bestatigt|bestatige
            das|es? geht|ist? in_ordnung
            ich|wir? bestatige|bestatigen_wir hiermit? $?
            hiermit bestatige ich $?
            der? termin ist? bestatigt
            ich|wir? komme|kommen gerne|gern|sicher? @?
            ich komme @
            ich|wir? werde|werden kommen|da_sein|erscheinen @?
            ich|wir? bin|sind @? da|dabei
            ich|wir? nehme|nehmen $ wahr
            den_termin nehme ich wahr
            ich|wir kann|konnen @? kommen
        """,
        "no": """
            nee|leider_nicht|ne_danke
            $? absagen|stornieren|canceln|abgesagt
            $ streichen|loschen
            absage|storno|stornierung
            ich|wir? muss|mussen|mochte|will|wollen|wurde leider? $? leider|gerne|gern? absagen|stornieren|canceln
            ich|wir? muss|mussen $ morgen|heute leider? absagen|stornieren
            ich|wir? kann|konnen @? leider? nicht zum|zu_meinem termin kommen
            ich|wir werde|werden es leider? nicht schaffen
            leider muss|mussen ich|wir $? leider? absagen|stornieren|canceln
            ich|wir? sage|sagen leider? $? leider? ab
            hiermit|leider sage ich $? ab
            ich|wir? komme|kommen @? leider|doch? nicht
            ich|wir? werde|werden @? leider? nicht kommen|da_sein|erscheinen
            ich|wir? kann|konnen @? leider? nicht kommen?
            leider kann|konnen ich|wir @? nicht kommen?
            ich|wir? kann|konnen $ leider? nicht wahrnehmen|einhalten
            leider kann|konnen ich|wir $ nicht wahrnehmen|einhalten
            ich|wir? schaffe|schaffen es @? leider? nicht
            ich|wir? schaffe|schaffen $ leider? nicht
            ich|wir? bin|sind leider|morgen? verhindert
            leider bin ich verhindert
            ich|wir? bin|sind @? leider? nicht da
        """,
        "glad": """
            bis morgen|dann|bald
            ich|wir? freue|freuen mich|uns
            super|perfekt|toll|prima|genau|wunderbar|verstanden|notiert
            kein_problem|kein_thema|das_ist_gut
            wie vereinbart|abgemacht|besprochen
            ich kann
        """,
        "sorry": """
            leider|entschuldigung|und|aber|sorry
            es? tut_mir_leid
            ich? bin leider? krank
            mein|meine kind|sohn|tochter ist krank
        """,
        "polite": """
            guten tag|morgen|abend
            gruezi|servus|moin|gruss_gott|bitte|antwort|liebe|lieber
            sehr geehrte|geehrter
            vielen_dank|danke_schon|danke_vielmals
            vielen_dank|danke fur die|ihre|deine erinnerung|nachricht|info
            mfg|lg|vg|mit_freundlichen_grussen
            liebe|freundliche|viele|beste|schone grusse|grussen|gruss
            schonen|schones tag|abend|wochenende
        """,
    },
    "it": {
        "yes": """
            si|certo|certamente|sicuramente|assolutamente|volentieri|con_piacere|presente
            per_me? va_bene|va_benissimo per_me?
            d_accordo|daccordo
            io|le|vi|ti? confermo|confermiamo la_mia|la|la_nostra presenza
            io|le|vi|ti? confermo|confermiamo $?
            confermato|confermata
            appuntamento|presenza confermato|confermata
            io? vengo|verro|veniamo|verremo
            io? ci saro|saremo|sono|siamo sicuramente? @?
            saro|saremo presente|presenti|li @?
            posso venire
        """,
        "no": """
            purtroppo_no|sono_assente|saro_assente
            annulla|annullare|annullate|annulli|annullo|annullato|annullata|annullamento $?
            cancella|cancellare|cancellate|cancelli|disdico|disdire|disdite|disdetta $?
            devo|dobbiamo|vorrei|voglio|preferisco purtroppo? annullare|disdire|cancellare $?
            sono costretto|costretta|obbligato|obbligata a|ad annullare|disdire|cancellare $?
            non posso|potro|riesco|riusciro|possiamo|potremo piu?
            non posso|potro|riesco|riusciro|possiamo|potremo piu? venire|a_venire|esserci|ad_esserci|essere_presente @?
            non posso|potro esserci|venire all appuntamento
            non vengo|verro|veniamo|verremo piu? @?
            non ci saro|sono|saremo @?
            non saro|sono piu? presente|disponibile @?
            non ce_la faccio
            impossibile venire
        """,
        "glad": """
            perfetto|benissimo|ottimo|ricevuto
            a_domani|posso
            nessun_problema|tutto_bene
        """,
        "sorry": """
            mi_dispiace|mi_spiace|scusi|scusa|scusate|mi_scusi|mi_scuso|purtroppo|ma|e|quindi
            sono|sto malato|malata|ammalato|ammalata|male
            ho la febbre
            ho|per|causa avuto? un imprevisto|impegno|contrattempo
            mio|mia figlio|figlia e malato|malata
        """,
        "polite": """
            buongiorno|buonasera|buona_sera|salve|prego|risposta|gentile
            grazie_mille|grazie_tante|per_favore|per_piacere|per_cortesia
            grazie per_il|del|per_questo promemoria|messaggio
            cordiali|distinti? saluti
            buona giornata|serata
        """,
    },
    "en": {
        "yes": """
            yeah|yep|yup|yea|aye|y|sure|sure_thing|of_course|absolutely|definitely|certainly|indeed|affirmative|agreed|k
            will_do|with_pleasure|attending|coming|still_coming|sounds_good
            confirmed|confirm|confirming $? @?
            i|we can? confirm $? @?
            appointment confirmed
            i|we ll|will be|come|attend there? @?
            ill|will be there @?
            im|i_m|i_am|we_are|we_re still? coming|attending @?
            i|we can make_it|come|attend @?
            that_s|that_is|thats fine|ok|okay
            fine by|with|for me
            that? works for_me?
        """,
        "no": """
            nope|nah|n|negative
            cancel|cancelled|canceled|cancelling|canceling|cancellation|cancelation $? @?
            i|we cancel|m_cancelling|am_cancelling|are_cancelling $? @?
            i|we? have_to|need_to|must|want_to|wish_to|d_like_to|would_like_to cancel $? @?
            i|we ll_have_to|will_have_to|m_going_to_have_to|am_going_to_have_to cancel $? @?
            i|we can_t|cant|cannot|can_not
            can_t|cant come|make_it|attend|make @?
            i|we? can_t|cant|cannot|can_not|can_no_longer come|attend|be_there|make_it anymore|any_more? @?
            i|we? can_t|cant|cannot|can_not|can_no_longer attend|make $ @?
            i|we? won_t|wont|will_not be_able_to? come|attend|be_there|make_it @?
            i|we? won_t|wont|will_not be_coming|be_attending @?
            im|i_m|i_am|we_are? unable_to|not_able_to|no_longer_able_to come|attend|make_it @?
            im|i_m|i_am not going_to be_able_to come|attend|be_there|make_it @?
            im|i_m|i_am|we_are? not|no_longer coming|attending @?
        """,
        "glad": """
            great|perfect|cool|super|awesome|lovely|brilliant|noted|received|got_it|i_can|all_good
            see_you tomorrow|then|soon|there
            no problem|worries at_all?
        """,
        "sorry": """
            unfortunately|apologies|my_apologies|but|and|so
            i_m|i_am|im sorry|afraid|so_sorry
            im|i_m|i_am? sick|ill|unwell|not_well
            my son|daughter|child|kid is sick|ill
            something came_up|has_come_up
        """,
        "polite": """
            hey|dear|thx|pls|plz|cheers|reply|option|answer
            good morning|afternoon|evening
            thank_you|thanks very_much|so_much|a_lot?
            thank_you|thanks for the|your reminder|message|text
            thank_you|thanks for reminding me
            kind|best|warm? regards
        """,
    },
}

# Longer than what they begin with, and no answer: a request, or a question.
DOUBT = """
    please|confirm confirm|please
    confirme|confirmee|confirm svp|stp
    si je|on|nous|possible|oui|non
"""

# A sentence that begins so has nobody who says it: beside a bare "no", it may mean "do not cancel".
ORDERS = {
    "annuler", "annule", "annulez", "annulee", "annulation", "supprimez", "supprimer", "a", "cancel", "cancelled",
    "cancelling", "absagen", "stornieren", "canceln", "termin", "den", "meinen", "annulla", "annullare", "annullate",
    "annulli", "cancella", "cancellare", "cancellate", "cancelli", "disdire", "disdite", "veuillez", "storno",
}  # fmt: skip

TITLES = {"madame", "monsieur", "mme", "mr", "m", "mlle", "docteur", "dr", "frau", "herr", "signora", "signor", "mrs",
          "ms", "miss", "sir", "madam"}  # fmt: skip

# A letter away from a phrase's word, and of another meaning: never taken for a misspelling.
NO_MISSPELLING = {
    "confirmez", "confirmer", "confirmes", "viendra", "viendras", "viendrez", "viendrait", "pourra", "pourras",
    "bestatigen", "bestatigst", "kommst", "conferma", "confermi", "confermate", "confirma", "confirms", "annulait",
    "annulerai", "annules", "annuleriez", "cancele", "cancels", "verrai", "verrei", "verrebbe", "potrei", "serait",
}  # fmt: skip
