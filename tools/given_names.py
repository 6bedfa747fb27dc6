"""Given names that are frequent where French, German, Italian and English are spoken; without accents.

Enough to tell "Vanessa" from "Dupont" where a name is a single word, or its order unsure. A name that is not here is
no mistake: it is only not taken for certain.
"""

_NAMES = """
aaron abdel abdullah achille ada adam adele adeline adelheid adrian adriana adriano adrien agata agathe agnes agnese
ahmed aicha aida aimee aisha alain alan alba alban albert alberta alberto aldo aleksandra alena alessandra alessandro
alessia alessio alex alexander alexandra alexandre alexia alexis alfonso alfred alfredo ali alice alicia alina aline
alisa alison alix allison alma alois aloys alphonse amalia amanda amandine amber ambra ambre amelia amelie amina amir
amy ana anais anastasia andrea andreas andree andreina andrew andy anette angela angelica angelika angelina angeline
angelo angie anika anita anja anke ann anna annabel annabelle annalena annalisa anne anneliese annemarie annette
annick annie annika anouk anselm ansgar anthony antje antoine antoinette anton antonella antonia antonietta antonin
antonio apolline april ariane arianna ariel arielle armand armando armin arnaud arnold arthur arturo astrid aude
audrey august auguste augustin augusto aurelia aurelie aurelien aurora aurore ava axel axelle ayse barbara baptiste
bart bartolomeo bastian bastien beat beata beate beatrice beatrix beatriz behar bella ben benedetta benedetto benedict
benedicte benedikt beniamino benito benjamin benno benoit berenice bernadette bernard bernardo bernd bernhard bert
berta bertha berthe bertrand bettina betty bianca bilal billy birgit birgitta bjorn blaise blanche bob bodo boris brad
brandon brenda brian bridget brigitta brigitte britta bruce brunella bruno bryan camilla camille camillo capucine cara
carin carine carl carla carlo carlos carlotta carmela carmelo carmen carol carola carole carolin carolina caroline
carsten caspar cassandra cassandre caterina catherine cathrin cathy cecile cecilia cedric celeste celestine celia
celine cesar cesare chantal charlene charles charley charlie charline charlotte chen cher cheryl chiara chloe chris
christa christel christelle christian christiane christina christine christof christoph christophe christopher cindy
cinzia claire clara clarisse claude claudette claudia claudine claudio claudius claus clelia clemence clemens clement
clementine cleo clotilde clovis coline colette colin concetta connie conny constance constantin constanza cora coralie
coraline cordula corentin corina corinna corinne cornelia cornelius cosima cosimo craig cristian cristiana cristiano
cristina cynthia cyprien cyril cyrille daisy damian damiano damien dan dana daniel daniela daniele danielle danilo
danny dante daphne daria dario dave davide dean debora deborah debbie delia delphine denis denise dennis desiree detlef
deborah diana diane didier diego dieter dietmar dietrich dina dino dirk dominik dominique domenico dominic donatella
donatello donato donna dora doreen doris dorian dorina dorothea dorothee dorothy douglas duncan dylan eberhard eckhard
eddy edgar edith edmond edmondo edmund edna edoardo eduard edouard eduardo edward edwige edwin egon eileen elaine elda
eleanor elena eleonora eleonore eli elia eliana eliane elias elif elin eline elio eliot eliott elisa elisabeth
elisabetta elise elizabeth elke ella elle ellen elliot elodie eloise elsa elvira elvire emanuel emanuela emanuele emeline
emil emile emilia emiliano emilie emilien emilio emily emine emma emmanuel emmanuelle emmy enea enrica enrico enzo eric
erica erich erik erika ermanno erminia ernest ernesto ernst erwan erwin estelle esther ethan etienne eugen eugene eugenia
eugenie eugenio eva evan evangeline eve evelin evelina eveline evelyn evelyne ewa ezio fabian fabiana fabiano fabien
fabienne fabio fabiola fabrice fabrizia fabrizio fanny fatih fatima fatma fausto federica federico felice felicia
felicie felicitas felicite felix ferdinand ferdinando fernand fernando filippa filippo fiona fiorella fiorenza flavia
flavie flavien flavio fleur flora flore florence florent florentin florian floriane florin franca france francesca
francesco francine francis francisco franck franco francois francoise frank franka franz franziska fred freddy frederic
frederica frederick frederik frederike frederique frida frieda friedrich friederike fritz fulvia fulvio gabin gabriel
gabriela gabriele gabriella gabrielle gael gaelle gaetan gaetano gail gareth gary gaspard gaston gauthier gavin geneviève
genevieve geoffrey geoffroy georg george georges georgette georgia georgina gerald geraldine gerard gerd gerda gerhard
germain germaine gerold gertrud ghislain ghislaine giacomo giada giampaolo gian gianfranco gianluca gianna gianni gil
gilbert gilberte gildas gilles gina ginette gino gioia giorgia giorgio giovanna giovanni gisela gisele giulia giuliana
giuliano giulio giuseppe giuseppina giusi gloria goran gottfried graham grazia graziano graziella gregoire gregor gregorio
gregory greta grete gretel guenther guenter gudrun guido guilhem guillaume gunter gunther gustav gustave guy gwen
gwenaelle gwendoline hakan hana hanna hannah hannelore hannes hans hansjorg hanspeter harald harold harriet harry hasan
hassan hector heather hedwig heide heidi heike heiko heiner heinrich heinz helen helena helene helga helge helmut henri
henriette henrik henry herbert heribert hermann hermine herve hilda hilde hildegard holger holly honore horst hortense
howard hubert huberte hugo hugues ian ibrahim ida ignaz igor ilaria ilona ilse imane imke immacolata ina ines inge
ingeborg ingo ingrid irena irene iris irma irmgard isa isaac isabel isabella isabelle isaline isidore ismael isolde ivan
ivana ivano ivo jack jackie jacky jacob jacopo jacqueline jacques jade jakob james jamie jamila jan jana jane janet
janice janina janine jannik jasmin jasmine jason jean jeanette jeanne jeannette jeannine jeff jeffrey jennifer jenny jens
jeremie jeremy jerome jerry jessica jessie jill jim jimmy jo joachim joan joana joanna joanne jocelyn jocelyne jochen jodie
joel joelle joerg joey johan johann johanna johannes john johnny jolanda jonas jonathan jordan jorg jorge jose josef
josefine joseph josephine josette josh joshua josiane josie josua joyce juan juanita judith jules julia julian juliana juliane
julie julien julienne juliet juliette julius june jurgen juergen justin justine jutta kai kamil kamila karen karim karima
karin karina karine karl karla karolin karoline karsten kaspar katarina kate katerina katharina katherine kathleen kathrin
kathy katia katie katja katrin katy kay keith kelly ken kenneth kenza kerstin kevin khadija kilian killian kim kirsten kirstin
klara klaus knut konrad konstantin kristin kristina kristine kristof kurt kyle kylian ladina laetitia lambert lana lara larissa
larry lars laszlo latifa laura laure laureen lauren laurence laurent laurenz laurette laurin laurine lavinia lea leah leana leandra
leandro leandre leila lena leni lennart lenny leo leon leona leonard leonardo leonhard leonie leonora leopold leopoldo leslie
letizia lia liam liane lidia liesel lila lili lilian liliana liliane lilith lilly lily lina linda line linus lionel lisa lisbeth
lise liselotte lisette livia livio liza loic lola lorena lorenz lorenza lorenzo loretta loris lothar lou louane louis louisa louise
luc luca lucas lucia luciana luciano lucie lucien lucienne lucile lucilla lucille lucinda lucio lucrezia lucy ludivine ludovic
ludovica ludovico ludwig luigi luigia luis luisa luise luka lukas luna lutz lydia lydie lynn madeleine madeline mael maelle maelys
mafalda magali magalie magda magdalena mahmoud maia maike maja malin malika malte mandy manfred manon manuel manuela marc marceau marcel
marcella marcelle marcello marcin marco marcus marek margaret margarete margareta margarita margaux margherita margot margrit
marguerite maria mariana mariangela marianna marianne mariano marie mariella marielle marietta marija marika marilena marilyn marina
marine mario marion marisa marita marius mark marketa marko markus marlen marlene marlies marlon marta martha martin martina martine
marvin mary maryline maryse marzia massimiliano massimo mateo mathias mathieu mathilda mathilde mathis mathys matilda matilde matt
matteo matthew matthias matthieu mattia maud maude maura maureen maurice mauricette maurizio mauro max maxence maxime maximilian
maximilien maxine maya medea megan mehdi mehmet meike melanie melina melinda meline melissa melody mercedes meryem meta mia micha
michael michaela michel michela michele micheline michelle mickael miguel mike mikael mila milan milena mina mira miranda mireille
mirella miriam mirco mirjam mirko mirta mohamed mohammed moira molly mona monia monica monika monique morgan morgane moritz muriel
murielle mustafa myriam nadege nadia nadine nadja naomi narcisse natacha natalia natalie natascha natasha nathalie nathan nathanael
nawel neil nele nelly nevio niccolo nicholas nick nico nicola nicolas nicole nicoletta nicolo nikita nikola nikolaj nikolas nikolaus
nils nina nino noa noah noam noe noel noelle noemi noemie nolan nora norbert norma norman nour oceane octave odette odile oksana olaf
olga oliver olivia oliviero olivier olympe ombretta omar ondine orane oriane ornella orsola oscar oskar osvaldo othmar otto ottavia
ottavio pablo palmira pamela paola paolo pascal pascale pasquale patrice patricia patrick patrizia patrizio patty paul paula pauline
paulette pavel pedro peggy penelope perrine pete peter petra pia philip philipp philippa philippe philomena phoebe pier piera piero
pierpaolo pierre pierrette pietro pina pio priscilla priska prune quentin rachel rachele rachid raffaela raffaele raffaella rahel rainer
ralf ralph ramon ramona raoul raphael raphaela raphaelle raul raymond raymonde rebecca rebekka regina regine regis regula reinhard
reinhold reiner remi remo remy renata renate renato renaud rene renee renzo reto rhea ria riccardo richard rita robert roberta roberte
roberto robin rocco roderich rodolfo rodolphe rodrigo roger roland rolande rolando rolf romain romana romane romano romeo romina romuald
romy ron ronald ronja ronny rosa rosalba rosalia rosalie rosalinda rosanna rosaria rosario rose roseline rosella rosemarie rosemary
rosina rosita rosmarie rossana rossella roswitha roxane roy ruben rudi rudolf ruedi rupert russell ruth ruzena ryan sabina sabine sabrina
sacha sahra said salma salome salvatore sam samantha samia samir samira samuel samuele samy sandra sandrine sandro santa santino sara sarah
sascha saskia saverio scott sean sebastian sebastiano sebastien selena selim selina selma serafina serena serge sergej sergio severin
severine sharon sheila shirley sibylle sibilla sidonie siegfried sigrid silke silvan silvana silvano silvia silvie silvio simon simona
simone simonetta simonne sina sofia sofie solange solene solenne sonia sonja sophia sophie soraya stacy stanislas stefan stefania stefanie
stefano steffen stella stephan stephane stephanie stephen steve steven stuart sue susan susana susann susanna susanne suzanne suzette svea
sven svenja svetlana sybille sylvain sylvaine sylvia sylviane sylvie tamara tania tanja tanguy tara tatiana tatjana ted teodora teresa
terence teresina tess tessa thea theo theodor theodora theodore theophile theresa therese theresia thibault thibaut thierry thiemo thilo
thomas thorsten tiago tiana tibor tiffany till tilo tim timo timothee timothy tina tino tiziana tiziano tobias tom tomas tommaso tommy toni
tonio tony torsten tristan trudi udo ulla ulrich ulrika ulrike umberto urs ursula ursina ute uwe valentin valentina valentine valentino
valeria valerie valerio valery vanda vanessa vanina vasco veit vera verena verica verena veronica veronika veronique vesna victor victoire
victoria viktor viktoria vincent vincenza vincenzo viola violaine violet violeta violetta violette virgil virgile virginia virginie
vito vittoria vittorio viviana viviane vivien vivienne vlad vladimir volker vreni walburga waldemar walter waltraud wanda wendelin wendy
werner wilfried wilhelm wilhelmine will willi william willy wolfgang wolfram xaver xavier yael yan yann yanis yannick yannik yara yasmina
yasmine yolanda yolande yusuf yvan yves yvette yvon yvonne zacharie zahra zeno zita zoe zoran
"""
GIVEN_NAMES = frozenset(_NAMES.split())

# Family names as often as given ones: alone, such a word says nothing.
ALSO_FAMILY_NAMES = frozenset(
    ["alexandre", "andre", "arnaud", "arnold", "benoit", "bernard", "bernhard", "bertrand", "blanche", "clement", "conrad", "denis", "dietrich", "ernst", "etienne", "felix", "florin", "francois", "frank", "franz", "friedrich", "gabriel", "gautier", "gauthier", "gerard", "germain", "gilbert", "gilles", "gregoire", "guy", "guillaume", "hans", "heinrich", "henri", "henry", "herbert", "hermann", "herve", "hubert", "james", "jean", "joseph", "jordan", "konrad", "lambert", "laurent", "leon", "louis", "lucas", "ludwig", "marcel", "marin", "marie", "martin", "mathieu", "michel", "morgan", "nicolas", "noel", "olivier", "otto", "pascal", "paul", "peter", "philippe", "pierre", "remy", "renaud", "richard", "robert", "robin", "roger", "roland", "romano", "rose", "rolland", "roy", "russell", "scott", "simon", "thibault", "thierry", "thomas", "valentin", "vincent", "vidal", "walter", "werner", "wilhelm", "wolf", "wolfram", "santa", "fleur", "france"]
) - {"jean", "marie", "paul", "pierre", "philippe", "hans", "pascal", "felix", "gabriel", "alexandre", "leon", "louis"}
